#!/usr/bin/env bash
# Runs the tests: installs what is missing, builds preset ci (warnings are errors), and starts ctest.
#   tests/run.sh [options of ctest]      tests/run.sh -L unit      tests/run.sh -R pipeline
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

"$top/cluster/debian.sh" test
"$top/cluster/build.sh" ci

cd "$top/build-ci"
exec ctest -j2 --output-on-failure --no-tests=error "$@"
