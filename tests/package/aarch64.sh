#!/usr/bin/env bash
# squares for aarch64: built without a warning by a cross compiler in a Debian 13, and run by qemu: the tests of one process,
# those of several ranks, and whole runs, every value checked. As root; takes an hour, most of it qemu's. The root and its
# build are kept, so that the next time is faster:
#   tests/package/aarch64.sh [REPORT]      in $SQUARES_ROOTS (/var/cache/squares)/aarch64; results/package/aarch64.txt
# shellcheck disable=SC2016 # the root's shell expands
set -euo pipefail
top=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
debian=13
out=${1:-$top/results/package/aarch64.txt}
. "$top/tests/package/root.sh" "$@"

# Some arm64 packages depend on compilers that would have to be emulated. They are unpacked without those, after which apt
# does nothing more in this root.
install_packages() {
  again inside 'dpkg --add-architecture arm64 && apt-get -qq update
    apt-get -qq install --yes --no-install-recommends cmake ninja-build pkg-config file qemu-user openmpi-bin libopenmpi-dev \
      g++-aarch64-linux-gnu libcli11-dev nlohmann-json3-dev
    apt-get -qq install --yes --no-install-recommends pkgconf:arm64 libhwloc-dev:arm64 libfmt-dev:arm64 libgtest-dev:arm64 \
      libcpp-httplib-dev:arm64 libboost-serialization1.83-dev:arm64 libboost-mpi1.83.0:arm64 libopenmpi40:arm64 \
      libhdf5-openmpi-310:arm64 libhdf5-openmpi-hl-310:arm64 libcurl4-openssl-dev:arm64 libaec-dev:arm64'
  again inside 'cd /tmp && apt-get -qq download libopenmpi-dev:arm64 libhdf5-openmpi-dev:arm64 libboost-mpi1.83-dev:arm64'
  inside 'dpkg --force-depends -i /tmp/*.deb' >>"$scratch/log" 2>&1
}
root=${SQUARES_ROOTS:-/var/cache/squares}/aarch64
if [ -e "$root/.packages" ]; then
  mount_in "$root"
  rm -rf "$root"/tmp/prterun.* # of runs that were killed, in which there was a process of the same number
else
  new_root "$root"
  install_packages
  touch "$root/.packages"
fi
checkout=$root/root/squares
[ -e "$checkout/.git" ] || git init -q "$checkout"
git -C "$top" push -q --force "$checkout" HEAD:refs/heads/tested
git -C "$checkout" checkout -q --force --detach tested
git -C "$checkout" clean -qfd

report "$out" "squares on aarch64"
echo "Commit $(git -C "$top" rev-parse --short HEAD); the last 25 lines of each command are kept." >>"$report.new"
# Open MPI's daemon here and its ranks there agree on what lies in their shared memory only if that is a hash.
step() {
  inside "export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 PMIX_MCA_gds=hash \
    PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe; cd /root/squares; $1" 2>&1 | tail -n 25
}
run() { step "cd /tmp; squares=/root/squares/build-aarch64/bin/squares; $1 --force --quiet; qemu-aarch64 \$squares verify squares.h5"; }
shown "It is built, warnings are errors, and it is for aarch64 (b7)" step \
  'cmake --preset ci -B build-aarch64 -DCMAKE_TOOLCHAIN_FILE=cmake/aarch64.cmake -DSQUARES_PYTHON=/bin/true >/dev/null && ninja -C build-aarch64 | tail -n 1; od -An -tx1 -j18 -N2 build-aarch64/bin/squares'
shown "What the compiler has made of the kernel: vectors of two numbers, added and stored" step \
  'aarch64-linux-gnu-objdump -d --no-show-raw-insn build-aarch64/CMakeFiles/squares_core.dir/src/core/square.cpp.o | grep -oE "	(add	v|st1|mul|umulh|stp	q)" | sort | uniq -c'
# qemu sets no limit on address space, which three tests need.
shown "Tests of one process" step \
  'ctest --test-dir build-aarch64 -j2 --timeout 3600 -L "^unit$" -E "limits.(memory_is|threads_need)|own_process.takes_no_more_memory"'
for ranks in 1 2 3; do
  shown "Tests of $ranks ranks" step "mpirun -np $ranks qemu-aarch64 build-aarch64/bin/test_mpi 2>&1 | grep -v ' OK \| RUN \|^\[---'"
done
shown "A run alone" run 'qemu-aarch64 $squares'
for ranks in 2 3; do
  shown "A run of $ranks ranks" run "mpirun -np $ranks qemu-aarch64 \$squares --schedule dynamic --threads 2"
  shown "Numbers whose squares have 128 bits" run "mpirun -np $ranks qemu-aarch64 \$squares --first 18446744073708551616 --last 18446744073709551615"
done
shown_all
