#!/usr/bin/env bash
# Formats the C and C++ of the project, or with --check says what is not formatted.
#   tests/format.sh [--check] [file…]      all files, unless some are named
set -euo pipefail
cd "$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")"

how=(-i)
if [ "${1:-}" = --check ]; then
  how=(--dry-run --Werror)
  shift
fi
[ $# -gt 0 ] || mapfile -t files < <(git ls-files '*.cpp' '*.hpp' '*.c' '*.h')
clang-format "${how[@]}" "${files[@]:-$@}"
