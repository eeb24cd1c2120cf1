#!/usr/bin/env bash
# Benchmarks squares: installs what is missing, builds preset release, measures, and prints a table.
#   tests/bench/run.sh [--rounds 10] [--only store,launch,…] [--out DIR] [--folder DIR]      (--help tells all)
# Wants a quiet machine: nothing else may run meanwhile. All studies take about 50 minutes on two cores.
set -euo pipefail
top=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")

"$top/cluster/debian.sh" bench
. "$top/cluster/debian_first.sh"
[ ! -e "$top/build/build.ninja" ] || cmake "$top/build" >/dev/null  # finds what has been installed since
"$top/cluster/build.sh" release bench

export PYTHONDONTWRITEBYTECODE=1
exec /usr/bin/python3 "$top/tests/bench/bench.py" "$@" # Debian's, for which the packages are
