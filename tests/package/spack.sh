#!/usr/bin/env bash
# Has a real Spack build squares by cluster/spack from what is committed, with Debian's libraries as external packages, and
# runs what it has built. What Spack makes goes in the end.
#   tests/package/spack.sh SPACK [REPORT]      SPACK: the folder of a Spack from 0.23 on; it needs its clingo
set -euo pipefail
top=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
[ -x "${1:-}/bin/spack" ] || { sed -n 2,4p "$0" | sed 's/^# //' >&2; exit 64; }
spack=$(realpath "$1")/bin/spack
report=$(realpath -m "${2:-$top/results/spack/report.txt}")
"$top/cluster/debian.sh" build
folder=$(mktemp -d)
whole=
clean_up() {
  [ -n "$whole" ] || [ ! -e "$report.new" ] || { tail -n 20 "$report.new" && rm "$report.new"; } >&2
  rm -rf "$folder"
}
trap clean_up EXIT
cd "$folder"
git clone -q --no-local "$top" squares
export SPACK_PYTHON=${SPACK_PYTHON:-/usr/bin/python3} SPACK_SYSTEM_CONFIG_PATH=$folder/none
export SPACK_USER_CONFIG_PATH=$folder/user SPACK_USER_CACHE_PATH=$folder/user
mkdir conf

# The same packages in both worlds, as cmake's message tells them.
external() {
  local version
  version=$(dpkg-query -W -f '${Version}' "$1" | sed 's/^[0-9]*://; s/[-+].*//')
  printf '  %s: {buildable: false, externals: [{spec: "%s@%s%s", prefix: /usr}]}\n' "${2%%+*}" "${2%%+*}" "$version" "${2#"${2%%+*}"}"
}
{
  echo "packages:"
  sed -n '/^set(squares_packages/,/)$/s/^ *"\(.*\)".*/\1/p' squares/cmake/dependencies.cmake |
    while IFS='|' read -r need debian _ name _; do
      case $need in compiler* | GoogleTest*) continue ;; esac
      external "$(sed 's/^ *//; s/[, ].*//' <<<"$debian")" "$(tr -d ' ' <<<"$name")"
    done
  external cmake cmake
  external make gmake
} >conf/packages.yaml
printf 'config:\n  install_tree: {root: %s/store}\n  build_stage: [%s/stage]\n' "$folder" "$folder" >conf/config.yaml

mkdir -p "$(dirname "$report")"
# What it prints, without where this machine has it.
shown() {
  printf '\n$ %s\n' "$*"
  "$@" 2>&1 | sed "s,$folder,FOLDER,g; s,$(dirname "$(dirname "$spack")"),SPACK,g"
}
spack() { "$spack" -C "$folder/conf" "$@"; }
installed() { "$(spack location --install-dir squares)/bin/squares" "$@"; }
on_two_ranks() { mpirun -np 2 "$(spack location --install-dir squares)/bin/squares" "$@"; }
. "$top/cluster/launcher.sh"
launcher_set quiet oversubscribe root
{
  . /etc/os-release
  echo "$PRETTY_NAME; squares of $(git -C squares rev-parse --short HEAD); made by tests/package/spack.sh"
  shown spack --version
  shown cat conf/packages.yaml
  shown spack compiler find
  shown spack repo add squares/cluster/spack
  shown spack install squares ^openmpi
  shown installed --version
  shown on_two_ranks --quiet
  shown installed verify squares.h5
} >"$report.new"
mv "$report.new" "$report"
whole=1
tail -n 3 "$report"
