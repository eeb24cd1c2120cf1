#!/usr/bin/env bash
# Configures and builds one preset of CMakePresets.json; says nothing when there is nothing to do.
#   cluster/build.sh PRESET [target…]
set -euo pipefail
top=$(realpath "$(dirname "${BASH_SOURCE[0]}")/..")
preset=$1
shift
folder=$top/build
[ "$preset" = release ] || folder=$top/build-$preset
if [[ $top == *[\;\"\#\\]* ]]; then
  echo "build.sh: cmake cannot work in a folder that has one of ; \" # \\ in its path: move $top" >&2
  exit 69
fi

cd "$top"
configured=$folder/.configured
if [ ! -e "$folder/build.ninja" ] || [ ! "$configured" -nt CMakePresets.json ]; then
  fresh=()
  [ -e "$folder/build.ninja" ] || fresh=(--fresh) # or what a configuration that failed has found would be found again
  cmake "${fresh[@]}" --preset "$preset" >&2
  touch "$configured"
fi
ninja -C "$folder" "$@" | sed -u -e '/^ninja: [En]/d' -e '/Re-checking globbed/d' >&2
