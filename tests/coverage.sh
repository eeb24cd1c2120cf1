#!/usr/bin/env bash
# Which lines the tests run: builds preset coverage, runs ctest, and writes pages and a table.
#   tests/coverage.sh [options of ctest]      all of it, or for instance -L 'unit|mpi|cli'
# Threads count together by atomic instructions, ranks and all other processes as they end: each adds its counts to those
# of its predecessors, under a lock. What is killed, or leaves by _exit or MPI_Abort, has its lines counted by nobody.
set -euo pipefail
top=$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")
build=$top/build-coverage

"$top/cluster/debian.sh" habits
. "$top/cluster/debian_first.sh"
"$top/cluster/build.sh" coverage
find "$build" -name '*.gcda' -delete
rm -rf "$build/manual"
"$top/cluster/build.sh" coverage manual # what runs while it is built counts, too
(cd "$build" && ctest --output-on-failure --no-tests=error "$@") || echo "coverage.sh: with tests that failed" >&2

mkdir -p "$build/coverage"
cd "$top"
# Branches of exceptions that the compiler adds to each call say nothing about the tests.
gcovr --root . --object-directory "$build" --filter src/ --exclude-throw-branches -j "$(nproc)" --sort-uncovered \
  --txt "$build/coverage/lines.txt" --html-details "$build/coverage/index.html" --print-summary "$build"
echo "coverage.sh: ${build#"$PWD"/}/coverage/index.html and lines.txt" >&2
