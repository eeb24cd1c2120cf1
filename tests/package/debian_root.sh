#!/usr/bin/env bash
# Makes the Debian package and tries it on a Debian 12 that has nothing else: installs it with what it depends on, starts
# it under mpirun, and looks at its man page and its completion. As root, since it makes a root of its own; takes minutes.
#   tests/package/debian_root.sh [FOLDER]      results/package
# What it saw goes to FOLDER. Packages come from where this machine gets its own.
# shellcheck disable=SC2016,SC2317 # the root's shell expands; functions are called by name
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
out=${1:-$top/results/package}

[ "$(id -u)" -eq 0 ] || { echo "debian_root.sh: only root can make another root" >&2; exit 69; }
# Mounts of the root are made in a namespace of its own, so that none can outlive this script, however it ends.
if [ -z "${SQUARES_ROOT_IS_PRIVATE:-}" ]; then
  exec unshare --mount --propagation private env SQUARES_ROOT_IS_PRIVATE=yes "${BASH_SOURCE[0]}" "$@"
fi
"$top/cluster/debian.sh" package
rm -f "$top"/build-deb/squares_*.deb
"$top/cluster/build.sh" deb package
deb=$(echo "$top"/build-deb/squares_*.deb)

root=$(mktemp -d --tmpdir squares-root-XXXXXX)
chmod 755 "$root" # it is / to those inside
clean_up() {
  umount "$root/proc" "$root/sys" "$root/dev/pts" "$root/dev/shm" 2>/dev/null || :
  rm -rf --one-file-system "$root" "$root.log"
}
trap clean_up EXIT
trap 'exit 1' INT TERM HUP

# The first of this machine's sources that has Debian 12.
source=$(apt-get indextargets --format '$(CODENAME) $(SITE) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
  awk '$1 == "bookworm" && $3 == "main" {print $2; exit}')
[ -n "$source" ] || { echo "debian_root.sh: no source of this machine has Debian 12" >&2; exit 69; }
debootstrap --variant=minbase bookworm "$root" "$source" >"$root.log" 2>&1 || { cat "$root.log" >&2; exit 1; }
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mkdir -p "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
ln -sf pts/ptmx "$root/dev/ptmx"
mount -t tmpfs tmpfs "$root/dev/shm"
cp "$deb" "$root/tmp/squares.deb"

# In the root, by a user of its own, with nothing of this shell's environment but how to reach the packages.
inside() {
  chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
    ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} bash -eu -o pipefail -c "$1"
}
here() { (cd "$top/build-deb" && bash -eu -o pipefail -c "$1"); }
as_user() { inside "cd /home/user; setpriv --reuid=1000 --regid=1000 --clear-groups env HOME=/home/user bash -eu -c '$1'"; }

mkdir -p "$out"
report=$out/debian-12.txt
: >"$report.new"
failed=0
# shown WHAT FUNCTION COMMAND: the command and what it prints go to the report.
shown() {
  printf '\n## %s\n\n$ %s\n' "$1" "$3" >>"$report.new"
  if "$2" "$3" >>"$report.new" 2>&1; then return; fi
  echo "(failed)" >>"$report.new"
  echo "debian_root.sh: failed: $1" >&2
  failed=1
}

{
  echo "# The Debian package on a Debian $(cat "$root/etc/debian_version") of $(chroot "$root" dpkg -l | grep -c '^ii') packages"
  echo
  echo "Made by tests/package/debian_root.sh."
} >>"$report.new"

inside 'rm -f /etc/dpkg/dpkg.cfg.d/*; apt-get -qq update; apt-get -qq install --yes --no-install-recommends man-db bash-completion' >/dev/null 2>&1
inside 'useradd --create-home --uid 1000 user'
# The address is for whoever distributes it to give, and there is no bug to close.
shown "What lintian says beside that nobody's address is in it" here \
  "lintian --allow-root --suppress-tags bogus-mail-host,bogus-mail-host-in-debian-changelog,initial-upload-closes-no-bugs $(basename "$deb") && echo nothing"
shown "It installs, with what it depends on" inside \
  'apt-get -qq install --yes --no-install-recommends /tmp/squares.deb >/tmp/log 2>&1 || { cat /tmp/log; exit 1; }; dpkg -s squares | grep -E "^(Status|Version|Depends)"'
shown "No library is missing" inside 'ldd /usr/bin/squares | grep "not found" && exit 1; echo none is'
shown "It runs, as an ordinary user" as_user 'mpirun --oversubscribe -np 2 squares'
shown "Every value is right" as_user 'squares verify squares.h5'
shown "Its man page" as_user 'man squares-verify | cat'
shown "Completion, as bash loads it" as_user \
  'source /usr/share/bash-completion/bash_completion; _completion_loader squares || test $? -eq 124; COMP_WORDS=(squares verify --re); COMP_CWORD=2; _squares; echo "squares verify --re<TAB>: ${COMPREPLY[*]}"; test "${COMPREPLY[*]}" = --reopen'
inside 'apt-get -qq install --yes --no-install-recommends python3' >/dev/null 2>&1
shown "With python3, which it suggests, its library for Python is found" as_user 'squares claims L5 --budget 2s'
shown "It goes without a trace" inside 'apt-get -qq purge --yes squares >/dev/null 2>&1; find / -xdev -path /home -prune -o -path /proc -prune -o -name "*squares*" -print | grep -v "^/tmp/squares.deb$" || echo nothing is left'

mv "$report.new" "$report"
echo "debian_root.sh: $report" >&2
exit $failed
