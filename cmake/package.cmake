# `ninja package` in a build folder whose prefix is /usr (preset deb) makes a Debian package; its libraries' packages are
# found by dpkg-shlibdeps.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME squares)
# Whoever distributes the package gives an address: -DCPACK_PACKAGE_CONTACT="Name <name@host>".
set(CPACK_PACKAGE_CONTACT "the squares authors <squares@localhost>" CACHE STRING "Who answers for the package")
set(CPACK_PACKAGING_INSTALL_PREFIX ${CMAKE_INSTALL_PREFIX})
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS openmpi-bin)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "hdf5-tools")  # h5dump, with which a run ends
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "gnuplot-nox, python3, slurm-client")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "Computes the square of every integer in a range on many processes (MPI
ranks), each with an optional team of threads, writes them in parallel into
one HDF5 file, reads every value back and compares it.

The answers are known in advance, so it shows whether MPI, parallel HDF5,
Slurm and the file system of a cluster work together, how fast, and what is
wrong; and how a range is split over processes and threads, and what that
costs.")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "hybrid MPI program of which every value can be checked")
# Debian's own places and forms, where they differ from what is usual elsewhere.
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/debian_layout.cmake)
include(CPack)
