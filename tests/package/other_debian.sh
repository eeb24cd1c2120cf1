#!/usr/bin/env bash
# Builds and tests this checkout on the other Debian, in a root of its own: on 13 where this machine is a 12, and on 12
# where it is a 13; then each stack takes the files of the other. As root. The root and its builds are kept, so that the next time is faster:
#   tests/package/other_debian.sh [options of tests/run.sh]      in $SQUARES_ROOTS (/var/cache/squares)/debian-13
set -euo pipefail
top=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
debian=13
[ "$(. /etc/os-release && echo "${VERSION_ID:-}")" != 13 ] || debian=12
. "$top/tests/package/root.sh" "$@"

new_root "${SQUARES_ROOTS:-/var/cache/squares}/debian-$debian"
# What is committed, and what has been changed since; only files that differ are touched.
checkout=$root/root/squares
commit=$(git -C "$top" stash create)
[ -e "$checkout/.git" ] || git init -q "$checkout"
git -C "$top" push -q --force "$checkout" "${commit:-HEAD}:refs/heads/tested"
git -C "$checkout" checkout -q --force --detach tested
git -C "$checkout" clean -qfd

echo "on Debian $(cat "$root/etc/debian_version"), commit $(git -C "$top" describe --always ${commit:+--dirty}):"
inside "cd /root/squares && ./tests/run.sh $*"

# Files of each stack, for the other. stack WHERE CHECKOUT make|take FOLDER
stack() {
  "$1" "cd $2; SQUARES=$2/build-ci/bin/squares SLOW_DISK=$2/build-ci/tests/libslow_disk.so PYTHONPATH=$2/tests/support \
    PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 tests/package/other_stack.py $3 $4"
}
here() { bash -eu -c "$1"; }
"$top/cluster/build.sh" ci
files=$(mktemp -d "$root/root/files-XXXXXX")
trap 'rm -rf "$files"' EXIT
mkdir "$files/here" "$files/there"
stack here "$top" make "$files/here"
stack inside /root/squares take "${files#"$root"}/here"
stack inside /root/squares make "${files#"$root"}/there"
stack here "$top" take "$files/there"
