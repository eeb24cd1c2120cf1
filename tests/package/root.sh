# shellcheck shell=bash disable=SC2016,SC2317 # the root's shell expands; functions are called by name
# An empty Debian 12 as a root of its own, for scripts that source this: they then have $root, whose / it is, the
# functions below, and nothing of it is left when they end, but its folder in /tmp after SIGKILL. Only as root.
#   top=… ; . "$top/tests/package/empty_debian.sh" "$@"      the checkout, and the script's own arguments
: "${top:?}"
self=$(basename "$0")
fail() { echo "$self: $1" >&2; exit 69; }

[ "$(id -u)" -eq 0 ] || fail "only root can make another root"
# The script runs itself again, in namespaces of its own: whatever it mounts and starts there ends with it. Out here is
# only who waits for that, and then removes the folder.
if [ -z "${SQUARES_ROOT:-}" ]; then
  "$top/cluster/debian.sh" package
  SQUARES_ROOT=$(mktemp -d --tmpdir squares-root-XXXXXX)
  export SQUARES_ROOT
  worker=
  clean_up() {
    [ -z "$worker" ] || { kill -KILL "$worker" && wait "$worker"; } 2>/dev/null || :
    # What is being killed may still have a file to make.
    for _ in 1 2 3; do rm -rf --one-file-system "$SQUARES_ROOT" "$SQUARES_ROOT.log" 2>/dev/null && break || sleep 1; done
  }
  trap clean_up EXIT
  trap 'exit 1' INT TERM HUP
  setpriv --pdeathsig KILL unshare --mount --propagation private --pid --fork --kill-child --mount-proc "$0" "$@" &
  worker=$!
  code=0
  wait "$worker" || code=$?
  worker=
  exit "$code"
fi
root=$SQUARES_ROOT
chmod 755 "$root"              # it is / to those inside
mount --bind "$root" "$root" # so that it can have namespaces of its own again

# The first of this machine's sources that has Debian 12.
source=$(apt-get indextargets --format '$(CODENAME) $(SITE) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
  awk '$1 == "bookworm" && $3 == "main" {print $2; exit}')
[ -n "$source" ] || fail "no source of this machine has Debian 12"
debootstrap --variant=minbase bookworm "$root" "$source" >"$root.log" 2>&1 || { cat "$root.log" >&2; exit 1; }
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
echo "127.0.0.1 localhost $(hostname)" >"$root/etc/hosts" # as Debian's installer writes it
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mkdir -p "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
ln -sf pts/ptmx "$root/dev/ptmx"
mount -t tmpfs tmpfs "$root/dev/shm"

# In the root, by its own shell, with nothing of this shell's environment but how to reach the packages.
inside() {
  chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
    ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} bash -eu -o pipefail -c "$1"
}
# The same by its ordinary user, who may become nobody else.
as_user() { inside "cd /home/user; setpriv --reuid=1000 --regid=1000 --clear-groups env HOME=/home/user bash -eu -c '$1'"; }

inside 'rm -f /etc/dpkg/dpkg.cfg.d/*; apt-get -qq update; useradd --create-home --uid 1000 user' >/dev/null 2>&1

# report FILE TITLE: what is shown from here on goes there, once shown_all is called.
report() {
  report=$1 failed=0
  mkdir -p "$(dirname "$report")"
  printf '# %s\n\nA Debian %s of %s packages to begin with. Made by tests/package/%s.\n' "$2" \
    "$(cat "$root/etc/debian_version")" "$(chroot "$root" dpkg -l | grep -c '^ii')" "$self" >"$report.new"
}
# shown WHAT FUNCTION COMMAND: the command and what it prints go to the report.
shown() {
  printf '\n## %s\n\n$ %s\n' "$1" "$3" >>"$report.new"
  if "$2" "$3" >>"$report.new" 2>&1; then return; fi
  echo "(failed)" >>"$report.new"
  echo "$self: failed: $1" >&2
  failed=1
}
# Ends the script with 1 if a command failed.
shown_all() {
  mv "$report.new" "$report"
  echo "$self: $report" >&2
  exit $failed
}
