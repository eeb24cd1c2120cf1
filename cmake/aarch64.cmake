# Builds for aarch64 on a Debian of another architecture, with its arm64 packages: -DCMAKE_TOOLCHAIN_FILE=cmake/aarch64.cmake
# What is run while it is built, and the tests of one process, are run by qemu. tests/package/aarch64.sh has the packages.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64)
set(PKG_CONFIG_EXECUTABLE aarch64-linux-gnu-pkg-config)

# Open MPI's compiler wrappers of this machine tell what those of the other one would.
set(ENV{OMPI_CC} ${CMAKE_C_COMPILER})
set(ENV{OMPI_CXX} ${CMAKE_CXX_COMPILER})
set(ENV{OPAL_LIBDIR} /usr/lib/aarch64-linux-gnu/openmpi/lib)
set(ENV{OPAL_INCLUDEDIR} /usr/lib/aarch64-linux-gnu/openmpi/include)
