#!/usr/bin/env bash
# The Debian package of this version takes the place of 0.1's, in a bare root: a run of the old one is verified, reported and
# resumed by the new one, and purging leaves the user's files alone. As root, since it makes roots; builds both, half an hour.
#   tests/package/upgrade.sh 12|13 [FOLDER]      results/package
# What it saw goes to FOLDER/upgrade-12.txt or upgrade-13.txt.
# shellcheck disable=SC2016 # the root's shell expands
set -euo pipefail
top=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
debian=${1:-}
out=${2:-$top/results/package}
before=581920b # the last commit of 0.1
. "$top/tests/package/root.sh"

new_root "$scratch/build"
for of in $before HEAD; do
  git clone -q --no-local "$top" "$root/root/$of"
  git -C "$root/root/$of" checkout -q --detach "$(git -C "$top" rev-parse "$of")"
done
report "$out/upgrade-$debian.txt" "From 0.1 to this version" "$debian"
echo "Commits $before and $(git -C "$top" rev-parse --short HEAD)." >>"$report.new"
again inside 'cd /root/HEAD && cluster/debian.sh build && apt-get -qq install --yes --no-install-recommends dpkg-dev'
shown "The package of 0.1 is built" inside "cd /root/$before && cluster/build.sh deb package >/tmp/log 2>&1 || { tail -n 25 /tmp/log; exit 1; }; ls build-deb/*.deb"
shown "That of this version is" inside 'cd /root/HEAD && cluster/build.sh deb package >/tmp/log 2>&1 || { tail -n 25 /tmp/log; exit 1; }; ls build-deb/*.deb'

old=$(echo "$root/root/$before"/build-deb/squares_*.deb) new=$(echo "$root"/root/HEAD/build-deb/squares_*.deb)
new_root "$scratch/user"
cp "$old" "$root/tmp/old.deb"
cp "$new" "$root/tmp/new.deb"
install='apt-get -qq install --yes --no-install-recommends'
shown "0.1 is installed" inside "$install /tmp/old.deb >/tmp/log 2>&1 || { cat /tmp/log; exit 1; }; dpkg -s squares | grep ^Version; squares --version"
shown "A user has a file of it, and a part" as_user \
  'mpirun --oversubscribe -np 2 squares --quiet --output old.h5; mkdir parts; cd parts; squares --quiet --last 100000000 & until [ -e squares.h5.part.attempts ]; do sleep 0.02; done; kill -KILL $!; wait || :; ls -A'
shown "The new package takes its place" inside "$install /tmp/new.deb >/tmp/log 2>&1 || { cat /tmp/log; exit 1; }; dpkg -s squares | grep ^Version; squares --version"
shown "What the old one had and the new one has not is gone" inside \
  'dpkg --contents /tmp/old.deb | sed -n "s/.* \.\(\/.*[^\/]\)$/\1/p" | while read -r file; do [ ! -e "$file" ] || dpkg -S "$file" >/dev/null || echo "nobody has $file"; done; echo looked'
shown "It verifies and shows the old file" as_user 'squares verify old.h5; squares report old.h5'
shown "It resumes the old part" as_user 'cd parts; mpirun --oversubscribe -np 2 squares --last 100000000 --resume --quiet; squares verify squares.h5; ls -A'
shown "Purged, it leaves what is the user's" inside \
  'apt-get -qq purge --yes squares >/dev/null 2>&1; ls -A /home/user /home/user/parts; find / -xdev -path /home -prune -o -path /proc -prune -o -path /sys -prune -o -path /tmp -prune -o -name "*squares*" -print | grep . || echo nothing else is left'
shown_all
