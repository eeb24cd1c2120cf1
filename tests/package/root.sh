# shellcheck shell=bash disable=SC2016,SC2317 # the root's shell expands; functions are called by name
# Roots of Debian 12 or 13 for scripts that source this, only as root. The script runs itself again in namespaces of its
# own, so that all it mounts and starts ends with it, and its folder in /tmp is removed, but after SIGKILL.
#   top=… debian=12 ; . "$top/tests/package/root.sh" "$@"      the checkout, which Debian, and the script's own arguments
# Then $scratch is the folder, and new_root makes a root, to which inside and as_user belong from then on.
: "${top:?}" "${debian:?}"
self=$(basename "$0")
fail() { echo "$self: $1" >&2; exit 69; }

[ "$(id -u)" -eq 0 ] || fail "only root can make another root"
case $debian in
12) codename=bookworm ;;
13) codename=trixie ;;
*) fail "'$debian' is neither Debian 12 nor 13" ;;
esac
if [ -z "${SQUARES_SCRATCH:-}" ]; then
  "$top/cluster/debian.sh" package
  SQUARES_SCRATCH=$(mktemp -d --tmpdir squares-root-XXXXXX)
  export SQUARES_SCRATCH
  worker=
  clean_up() {
    [ -z "$worker" ] || { kill -KILL "$worker" && wait "$worker"; } 2>/dev/null || :
    # What is being killed may still have a file to make.
    for _ in 1 2 3; do rm -rf --one-file-system "$SQUARES_SCRATCH" 2>/dev/null && break || sleep 1; done
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
scratch=$SQUARES_SCRATCH
chmod 755 "$scratch"

# again COMMAND…: up to four times, since fetching may fail for a moment. Its output goes to $scratch/log.
again() {
  local wait
  for wait in 5 20 60 0; do
    if "$@" >>"$scratch/log" 2>&1; then return; fi
    sleep $wait
  done
  tail -n 20 "$scratch/log" >&2
  return 1
}

# The packages come from where this machine gets its own.
fetch_root() {
  local source
  source=$(apt-get indextargets --format '$(SITE) $(COMPONENT) $(LABEL)' 'Created-By: Packages' 2>/dev/null |
    awk '$2 == "main" && $3 == "Debian" {print $1; exit}')
  [ -n "$source" ] || fail "this machine has no source of Debian packages"
  rm -rf --one-file-system "$1"
  debootstrap --variant=minbase "$codename" "$1" "$source"
}

mount_in() {
  mount --bind "$1" "$1" # so that it can have namespaces of its own again
  mount -t proc proc "$1/proc"
  mount --rbind /sys "$1/sys"
  mkdir -p "$1/dev/pts" "$1/dev/shm"
  mount -t devpts -o newinstance,ptmxmode=0666 devpts "$1/dev/pts"
  ln -sf pts/ptmx "$1/dev/ptmx"
  mount -t tmpfs tmpfs "$1/dev/shm"
  [ -e "$1/dev/fuse" ] || mknod -m 666 "$1/dev/fuse" c 10 229
}

# new_root FOLDER: an empty Debian there; one that is there already is only brought up to date.
new_root() {
  root=$1
  if [ ! -e "$root/.whole" ]; then
    mkdir -p "$(dirname "$root")"
    again fetch_root "$root" || fail "Debian $debian could not be fetched (the last words are above)"
    chmod 755 "$root"
    echo "127.0.0.1 localhost $(hostname)" >"$root/etc/hosts" # as Debian's installer writes it
    ln -sf ../proc/self/mounts "$root/etc/mtab" # likewise
    rm -f "$root"/etc/dpkg/dpkg.cfg.d/*
    chroot "$root" useradd --create-home --uid 1000 user
    touch "$root/.whole"
  fi
  cp -L /etc/resolv.conf "$root/etc/resolv.conf"
  mount_in "$root"
  again inside 'apt-get -qq update && apt-get -qq upgrade --yes' || fail "the packages of Debian $debian cannot be reached"
}

# In the root, by its own shell, with nothing of this shell's environment but how to reach the packages.
inside() {
  chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
    ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} bash -eu -o pipefail -c "$1"
}
# The same by its ordinary user, who may become nobody else.
as_user() { inside "cd /home/user; setpriv --reuid=1000 --regid=1000 --clear-groups env HOME=/home/user bash -eu -c '$1'"; }

mib_of_root() { { du -smx "$root" 2>/dev/null || :; } | cut -f1; }

# report FILE TITLE [ARGUMENT]: what is shown from here on goes there, once shown_all is called.
report() {
  report=$1 failed=0
  mkdir -p "$(dirname "$report")"
  printf '# %s\n\nA Debian %s of %s packages and %s MiB to begin with. Made by tests/package/%s.\n' "$2" \
    "$(cat "$root/etc/debian_version")" "$(chroot "$root" dpkg -l | grep -c '^ii')" "$(mib_of_root)" "$self${3:+ $3}" \
    >"$report.new"
}
# shown WHAT FUNCTION COMMAND: the command, what it prints, and what it took go to the report.
shown() {
  local began=$SECONDS mib
  mib=$(mib_of_root)
  printf '\n## %s\n\n$ %s\n' "$1" "$3" >>"$report.new"
  "$2" "$3" >>"$report.new" 2>&1 || {
    echo "(failed)" >>"$report.new"
    echo "$self: failed: $1" >&2
    failed=1
  }
  printf '(%s s, and %+d MiB on the disk)\n' $((SECONDS - began)) $(($(mib_of_root) - mib)) >>"$report.new"
}
# Ends the script with 1 if a command failed.
shown_all() {
  mv "$report.new" "$report"
  echo "$self: $report" >&2
  exit $failed
}
