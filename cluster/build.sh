#!/usr/bin/env bash
# Configures and builds one preset of CMakePresets.json; says nothing when there is nothing to do.
#   cluster/build.sh PRESET [target…]
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
preset=$1
shift
folder=$top/build
[ "$preset" = release ] || folder=$top/build-$preset

cd "$top"
[ -e "$folder/build.ninja" ] || cmake --preset "$preset" >&2
todo=$(ninja -C "$folder" -n "$@" 2>&1 || true)
case $todo in
*"no work to do"*) ;;
*) ninja -C "$folder" "$@" >&2 ;;
esac
