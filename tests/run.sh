#!/usr/bin/env bash
# Runs the tests: installs what is missing, builds preset ci (what people run, and warnings are errors), starts ctest, and
# says what was skipped and left out.
#   tests/run.sh [--all] [options of ctest]     tests/run.sh -L unit      tests/run.sh --all -L slurm
# Without --all, tests are left out that take long or need packages that the others do not.
set -euo pipefail
top=$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")

packages=test at_once=2 without=(-LE '^all$')
if [ "${1:-}" = --all ]; then
  packages=all-tests at_once=3 without=()  # those on the cluster mostly wait
  shift
fi
"$top/cluster/debian.sh" "$packages"
. "$top/cluster/debian_first.sh"
"$top/cluster/build.sh" ci

unset "${!GTEST_@}" "${!CTEST_@}" # which could leave tests out
cd "$top/build-ci"
left_out=$(ctest -N -L '^all$' | sed -n 's/^ *Test *#[0-9]*: //p' | paste -sd' ') # before the tests, whose log it would empty
code=0
ctest -j$at_once --output-on-failure --no-tests=error "${without[@]}" "$@" || code=$?

/usr/bin/env python3 "$top/tests/support/remarks.py" Testing/Temporary/LastTest.log
if [ $packages = test ]; then
  echo "left out (tests/run.sh --all has them): $left_out"
fi
exit $code
