#!/usr/bin/env bash
# A real Slurm of several nodes on this machine, to try jobs on. As root; needs no systemd.
#   cluster/local.sh up [N]          N nodes (4): node1 … nodeN, and the head, which runs slurmctld
#   cluster/local.sh down            ends it and removes all it made
#   cluster/local.sh run CMD…        on the head: cluster/local.sh run sbatch -N2 job.sh
#   cluster/local.sh on NODE CMD…    on a node
#   cluster/local.sh mpirun …        from the head, over the nodes, without Slurm: mpirun --host node1:4,node2:4 squares
#   cluster/local.sh kill NODE       power off            start NODE   power on again
#   cluster/local.sh cut NODE        pull its cable       heal NODE    plug it in again
# run, on and mpirun keep the working directory, the environment, the output and the exit code.
#
# Every node is a set of namespaces (processes, network, mounts, host name) behind one bridge, with its own /tmp and
# /dev/shm. All else is shared; so are the folders in $SQUARES_CLUSTER_SHARE (several with : between them), this
# checkout, and the folder that up was called in, if they lie in /tmp. State and logs: $SQUARES_CLUSTER_DIR.
set -euo pipefail
self=$(readlink -f "${BASH_SOURCE[0]}")
here=${self%/*}
. "$here/launcher.sh"
dir=${SQUARES_CLUSTER_DIR:-/var/tmp/squares-cluster}
network=10.77.0
export SLURM_CONF=$dir/etc/slurm.conf

fail() { echo "local.sh: $1" >&2; exit "${2:-69}"; }

is_up() { [ -s "$dir/run/$1.init" ] && kill -0 "$(<"$dir/run/$1.init")" 2>/dev/null; }

# inside NODE CMD…
# --root, since all may go on in another root (chroot), and who enters a mount namespace alone is in its outermost one.
inside() {
  is_up "$1" || fail "$1 is not up"
  nsenter --target "$(<"$dir/run/$1.init")" --root --mount --uts --ipc --net --pid --wd="$PWD" -- "${@:2}"
}

# The first process of a node, in its new namespaces: /proc still shows the host, so $$ as the host counts it is there.
init_node() {
  local host_pid folder
  read -r host_pid _ </proc/self/stat
  mount -t proc proc /proc
  mount --bind "$dir/etc/hosts" /etc/hosts
  mount -t tmpfs -o mode=1777 shm /dev/shm
  mount -t tmpfs -o mode=1777 tmp "$dir/tmp"
  while IFS= read -r folder; do
    [[ $folder == /tmp/* && -d $folder ]] || continue
    mkdir -p "$dir/tmp/${folder#/tmp/}"
    mount --bind "$folder" "$dir/tmp/${folder#/tmp/}"
  done <"$dir/etc/shared"
  mount --move "$dir/tmp" /tmp
  hostname "$1"
  ip link set lo up
  echo "$host_pid" >"$dir/run/$1.new"
  mv "$dir/run/$1.new" "$dir/run/$1.init"
  trap : TERM INT HUP
  while :; do
    sleep infinity &
    wait $! || :
  done
}

power_on() {
  rm -f "$dir/run/$1.init"
  setsid unshare --mount --propagation slave --uts --ipc --net --pid --fork "$self" init-node "$1" \
    </dev/null >>"$dir/log/init.$1.log" 2>&1 &
  for _ in {1..250}; do
    if is_up "$1"; then return; fi
    sleep .02
  done
  cat "$dir/log/init.$1.log" >&2
  fail "$1 does not come up"
}

start_node() {
  local number=${1#node}
  rm -rf "${dir:?}/spool/$1" # as after a reboot: an old pmix socket there breaks a requeued job
  mkdir -p "$dir/spool/$1"
  power_on "$1"
  inside head ip link delete "cable$number" 2>/dev/null || : # of a node that has lost its power just now
  nsenter --target "$(<"$dir/run/head.init")" --net \
    ip link add "cable$number" type veth peer name eth0 netns "$(<"$dir/run/$1.init")"
  inside head ip link set "cable$number" master switch up
  inside "$1" ip addr add "$network.$number/24" dev eth0
  inside "$1" ip link set eth0 up
  inside "$1" slurmd
}

start_head() {
  power_on head
  inside head ip link add switch type bridge
  inside head ip addr add "$network.254/24" dev switch
  inside head ip link set switch up
  inside head munged --force --key-file="$dir/etc/munge.key" --socket="$dir/run/munge.sock" \
    --pid-file="$dir/run/munged.pid" --seed-file="$dir/run/munge.seed" --log-file="$dir/log/munged.log"
  inside head slurmctld
}

# mpirun in the network of the head, but among the processes of this machine: only from here are all nodes within reach.
# Its way into a node is this script, in place of ssh. It has a folder of its own: /tmp is not the head's.
mpirun_from_head() {
  local variable
  is_up head || fail "the cluster is not up"
  for variable in "${!SLURM_@}"; do [ "$variable" = SLURM_CONF ] || unset "$variable"; done
  launcher_set agent="$self rsh"
  exec nsenter --target "$(<"$dir/run/head.init")" --uts --net -- mpirun "$@"
}

write_configuration() {
  mkdir -p "$dir"/{etc,run,log,state,spool,tmp}
  chmod 755 "$dir" "$dir"/{etc,run}
  (umask 077 && head -c 1024 /dev/urandom >"$dir/etc/munge.key")
  {
    echo "127.0.0.1 localhost"
    echo "$network.254 head"
    for number in $(seq "$1"); do echo "$network.$number node$number"; done
  } >"$dir/etc/hosts"
  { tr ':' '\n' <<<"${SQUARES_CLUSTER_SHARE:-}"; echo "${here%/*}"; echo "$PWD"; } >"$dir/etc/shared"
  sed "s|@DIR@|$dir|g; s|@NODES@|$1|g" "$here/slurm.conf.in" >"$SLURM_CONF"
  echo "CgroupPlugin=cgroup/v1" >"$dir/etc/cgroup.conf"
  echo "$1" >"$dir/etc/nodes"
}

up() {
  local nodes=${1:-4}
  [[ $nodes =~ ^[0-9]+$ && $nodes -ge 1 && $nodes -le 200 ]] || fail "'$nodes' nodes: give a number from 1 to 200" 64
  [ "$(id -u)" -eq 0 ] || fail "only root can make network namespaces"
  if is_up head && [ "$(cat "$dir/etc/nodes" 2>/dev/null)" = "$nodes" ]; then
    echo "local.sh: $nodes nodes are up already" >&2
    return
  fi
  "$here/debian.sh" cluster
  down
  trap down EXIT # until all is well
  write_configuration "$nodes"
  start_head
  for number in $(seq "$nodes"); do start_node "node$number"; done
  for _ in {1..200}; do
    if [ "$(inside head sinfo --noheader --states=idle --format=%D 2>/dev/null)" = "$nodes" ]; then
      trap - EXIT
      return
    fi
    sleep .1
  done
  inside head sinfo --Node >&2 || :
  tail -n 5 "$dir"/log/slurm*.log >&2 || :
  fail "the nodes do not report to slurmctld"
}

# The end of a node's first process is the end of all that runs in it, of its mounts and of its network.
power_off() {
  local pid
  [ -s "$dir/run/$1.init" ] || return 0
  pid=$(<"$dir/run/$1.init")
  rm -f "$dir/run/$1.init"
  grep -qsaF "init-node" "/proc/$pid/cmdline" || return 0 # the number may be another process's by now
  kill -KILL "$pid"
  while kill -0 "$pid" 2>/dev/null; do sleep .02; done
}

down() {
  local init
  for init in "$dir"/run/*.init; do
    [ -e "$init" ] || continue
    init=${init##*/}
    power_off "${init%.init}"
  done
  rm -rf "$dir"
}

# Whoever asks for a node's address while it is cut off goes on for seconds to believe that it cannot be reached.
heal() {
  local init
  inside head ip link set "cable${1#node}" up
  for init in "$dir"/run/*.init; do
    init=${init##*/}
    inside "${init%.init}" ip neigh flush to "$network.${1#node}"
  done
  inside "$1" ip neigh flush dev eth0
}

known() { [[ ${1:-} =~ ^node[0-9]+$ && ${1#node} -le $(cat "$dir/etc/nodes" 2>/dev/null || echo 0) ]] || fail "there is no node '${1:-}'" 64; }

case ${1:-} in
up) up "${2:-}" ;;
down) down ;;
run) inside head "${@:2}" ;;
on) inside "$2" "${@:3}" ;;
mpirun) mpirun_from_head "${@:2}" ;;
rsh) inside "$2" sh -c "${*:3}" ;; # the words are for a shell, as those of ssh
kill) known "${2:-}" && power_off "$2" ;;
start) known "${2:-}" && { is_up "$2" || start_node "$2"; } ;;
cut) known "${2:-}" && inside head ip link set "cable${2#node}" down ;;
heal) known "${2:-}" && heal "$2" ;;
init-node) init_node "$2" ;;
*) sed -n '2,10s/^# //p' "$self" >&2; exit 64 ;;
esac
