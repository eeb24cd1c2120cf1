"""squares for Spack, from the checkout that this file lies in:

    spack repo add cluster/spack
    spack install squares ^openmpi

tests/package/spack.sh does it, with Debian's libraries as external packages; results/spack has what Spack 0.23 said. What
it needs is compared with the project's own table by tests/package/dependencies_test.py. The folder's layout is that of
Spack's package API v1, which Spack 1 reads, too.
"""

import pathlib

from spack.package import *


class Squares(CMakePackage):
    """Computes the square of every integer in a range on MPI ranks and threads, writes them in parallel into one HDF5
    file, and reads every value back: whether a cluster works, how fast, and what is wrong if it does not."""

    git = f"file://{pathlib.Path(__file__).resolve().parents[4]}"
    license("MIT")

    # A release adds its tarball: version("0.2.0", sha256=…), as tests/release.sh prints it.
    version("main", branch="main")

    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.25:", type="build")
    depends_on("pkgconfig", type="build")
    depends_on("mpi")
    depends_on("hdf5+mpi+hl")
    depends_on("boost@1.74:+mpi+serialization")
    depends_on("hwloc@2.1:")
    depends_on("cpp-httplib@0.11:")
    depends_on("fmt")
    depends_on("cli11@2:")
    depends_on("nlohmann-json")

    conflicts("%gcc@:11", msg="g++ lacks parts of C++20 before 12")
    conflicts("%clang@:13", msg="clang lacks parts of C++20 before 14")

    def cmake_args(self):
        return [self.define("SQUARES_TESTS", False)]
