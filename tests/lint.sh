#!/usr/bin/env bash
# What reads the source for mistakes: clang-tidy, cppcheck and shellcheck. Says nothing when there are none.
#   tests/lint.sh [file…]      all files, unless some are named; all takes half an hour
set -euo pipefail
cd "$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")"

[ $# -gt 0 ] || mapfile -t all < <(git ls-files 'src/*.cpp' 'docs/lesson/*.cpp' '*.sh' '*.sbatch' .ci/run .githooks)
cpp=() shell=()
for file in "$@" "${all[@]:-}"; do
  case $file in
  src/*.cpp | docs/lesson/*.cpp) cpp+=("$file") ;;
  *.sh | *.sbatch | .ci/run | .githooks/*) shell+=("$file") ;;
  esac
done

failed=0
if [ ${#cpp[@]} -gt 0 ]; then
  cluster/build.sh ci >/dev/null # for compile_commands.json, and the headers that are made
  # It counts what it suppresses in the headers of others on stderr.
  printf '%s\0' "${cpp[@]}" | xargs -0 -n 1 -P "$(nproc)" clang-tidy -p build-ci --quiet 2>/dev/null || failed=1
  # .cppcheck says what it is not asked, and why.
  cppcheck --quiet --std=c++20 --language=c++ --enable=warning,performance,portability,style --inline-suppr \
    --error-exitcode=1 --suppressions-list=.cppcheck -j "$(nproc)" -I src "${cpp[@]}" || failed=1
fi
if [ ${#shell[@]} -gt 0 ]; then
  shellcheck --severity=warning --external-sources --source-path=. "${shell[@]}" || failed=1
fi
exit $failed
