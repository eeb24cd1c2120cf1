#!/usr/bin/env bash
# Runs squares on this machine, from nothing: installs what is missing, builds, and starts mpirun.
#   jobs/local.sh [options of squares run]      NP=4 jobs/local.sh --threads 2 --last 1e8
# NP is the number of ranks (16). The default output, squares.h5, is replaced at each call;
# a file that was named with --output is not, unless --force is given too.
set -euo pipefail
top=$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")

"$top/cluster/debian.sh" build
. "$top/cluster/debian_first.sh"
"$top/cluster/build.sh" release

# More ranks than cores are fine for a first look, and so is root in a container.
. "$top/cluster/launcher.sh"
launcher_set quiet oversubscribe root

named=${SQUARES_OUTPUT:+yes}${SQUARES_CONFIG:+yes}
for option in "$@"; do
  case $option in --output | --output=* | --config | --config=*) named=yes ;; esac
done
[ -n "$named" ] || set -- "$@" --force

exec mpirun -np "${NP:-16}" "$top/build/bin/squares" "$@"
