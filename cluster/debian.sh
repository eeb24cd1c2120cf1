#!/usr/bin/env bash
# Installs the packages of Debian 12 or 13 that squares needs and that are missing here.
#   cluster/debian.sh build    what it takes to build and run squares
#   cluster/debian.sh lesson   that, and what the Python programs of docs/lesson use
#   cluster/debian.sh cluster  what it takes to build, and what cluster/local.sh needs
#   cluster/debian.sh test     what it takes to build, and what the tests of tests/run.sh use
#   cluster/debian.sh all-tests   all that, and what those of tests/run.sh --all use
#   cluster/debian.sh bench    all that, and what the benchmarks compare with
#   cluster/debian.sh package  what it takes to build, and what makes and tries the Debian package
#   cluster/debian.sh habits   what tests use, and clang, and what looks at the source: format, lint, coverage
# Says nothing and needs no rights when nothing is missing.
set -euo pipefail

build=(g++ cmake ninja-build pkg-config
  openmpi-bin libopenmpi-dev libboost-mpi-dev libboost-serialization-dev
  libhdf5-openmpi-dev hdf5-tools libhwloc-dev libcli11-dev libfmt-dev nlohmann-json3-dev libcpp-httplib-dev)
cluster=("${build[@]}" slurmctld slurmd slurm-client munge iproute2 nftables)
# Both builds of h5py live side by side: a process under mpirun imports the parallel one, any other the serial one.
lesson=("${build[@]}" python3 python3-numpy python3-h5py python3-mpi4py python3-h5py-mpi)
test=("${lesson[@]}" libgtest-dev strace gnuplot-nox python3-fusepy fuse3 e2fsprogs)
all_tests=("${cluster[@]}" "${test[@]}" ccache procps environment-modules mpich man-db zsh fish
  python3-pandas python3-xarray python3-h5netcdf python3-netcdf4 python3-matplotlib r-cran-hdf5r chromium)
bench=("${all_tests[@]}" libbenchmark-dev)
package=("${build[@]}" dpkg-dev lintian debootstrap)
habits=("${all_tests[@]}" clang clang-format clang-tidy cppcheck shellcheck gcovr git)

case ${1:-} in
build) wanted=("${build[@]}") ;;
lesson) wanted=("${lesson[@]}") ;;
cluster) wanted=("${cluster[@]}") ;;
test) wanted=("${test[@]}") ;;
all-tests) wanted=("${all_tests[@]}") ;;
bench) wanted=("${bench[@]}") ;;
package) wanted=("${package[@]}") ;;
habits) wanted=("${habits[@]}") ;;
*) sed -n '2,11s/^# //p' "$0" >&2; exit 64 ;;
esac

if ! command -v dpkg-query >/dev/null; then
  echo "debian.sh: this is no Debian; install the equivalents of: ${wanted[*]}" >&2
  exit 69
fi

installed=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' 2>/dev/null | sed -n 's/^ii  *//p')
missing=()
for package in "${wanted[@]}"; do
  grep -qxF "$package" <<<"$installed" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! sudo -n true 2>/dev/null; then
    echo "debian.sh: these packages are missing and only root can install them; ask for:" >&2
    echo "  apt-get install ${missing[*]}" >&2
    exit 69
  fi
  as_root=(sudo)
fi

echo "installing: ${missing[*]}" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() { "${as_root[@]}" env LC_ALL=C DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" >>"$log" 2>&1; }
# One source of many that cannot be reached need not be that of these packages. A machine that is new often updates
# itself: another process that installs is waited for, ten minutes at most.
until apt update; apt install --yes --no-install-recommends "${missing[@]}"; do
  if ! grep -q 'Could not get lock' "$log" || [ $SECONDS -ge 600 ]; then
    cat "$log" >&2
    echo "debian.sh: apt-get could not install them (its words are above)" >&2
    exit 69
  fi
  [ -n "${waited:-}" ] || sed -n 's/^E: Could not get lock/debian.sh: waiting for/p' "$log" >&2
  waited=yes
  : >"$log"
  sleep 5
done
