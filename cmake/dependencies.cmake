# Finds all that squares is built from. What is missing, or of the wrong kind, is said in one message, with the names that
# its packages have: the table below is the one place that knows them.
#
# need(NAME FOUND WORDS): a row whose condition variable FOUND is false is missing, and WORDS say what it is.

# Name of the need | Debian, Ubuntu | Fedora | Spack | conda-forge
set(squares_packages
    "compiler | g++ | gcc-c++ | gcc | cxx-compiler"
    "pkg-config | pkg-config | pkgconf-pkg-config | pkgconf | pkg-config"
    "MPI | libopenmpi-dev, openmpi-bin | openmpi-devel, then: module load mpi | openmpi | openmpi, openmpi-mpicxx"
    "HDF5 | libhdf5-openmpi-dev | hdf5-openmpi-devel | hdf5+mpi+hl | hdf5=*=mpi_openmpi_*"
    "Boost | libboost-mpi-dev, libboost-serialization-dev | boost-openmpi-devel | boost+mpi+serialization | libboost-devel, libboost-mpi"
    "hwloc | libhwloc-dev | hwloc-devel | hwloc | libhwloc"
    "cpp-httplib | libcpp-httplib-dev | cpp-httplib-devel | cpp-httplib | cpp-httplib"
    "fmt | libfmt-dev | fmt-devel | fmt | fmt"
    "CLI11 | libcli11-dev | cli11-devel | cli11 | cli11"
    "nlohmann-json | nlohmann-json3-dev | json-devel | nlohmann-json | nlohmann_json"
    "GoogleTest | libgtest-dev | gtest-devel | googletest | gtest")

set(squares_missing "")

function(need name found words)
  if(${found})
    return()
  endif()
  list(FILTER squares_packages INCLUDE REGEX "^${name} \\|")
  string(REGEX MATCH "^[^|]*\\| (.*) \\| (.*) \\| (.*) \\| (.*)$" row "${squares_packages}")
  string(APPEND squares_missing
         "\n${words}\n  Debian, Ubuntu:  ${CMAKE_MATCH_1}\n  Fedora:          ${CMAKE_MATCH_2}"
         "\n  Spack:           ${CMAKE_MATCH_3}\n  conda-forge:     ${CMAKE_MATCH_4}\n")
  set(squares_missing "${squares_missing}" PARENT_SCOPE)
endfunction()

# Ends the configuration if anything is missing.
function(refuse_if_missing)
  if(squares_missing)
    message(FATAL_ERROR "squares cannot be built here.\n${squares_missing}\n"
                        "On Debian 12 and 13, cluster/debian.sh build installs all of them. What is first in PATH is found first, "
                        "such as conda's. What lies elsewhere is found with -DCMAKE_PREFIX_PATH=FOLDER, or "
                        "PKG_CONFIG_PATH for hwloc. Then begin anew: cmake --fresh.")
  endif()
endfunction()

# g++ 12 and clang 14 are what is tried; older ones lack parts of C++20 that squares uses.
set(new_enough ON)
if((CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 12)
   OR (CMAKE_CXX_COMPILER_ID STREQUAL Clang AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 14))
  set(new_enough OFF)
endif()
need(compiler new_enough
     "A newer compiler: ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION} lacks parts of C++20. g++ 12 or clang 14 do")

find_package(Threads REQUIRED)
find_package(MPI QUIET COMPONENTS C CXX)
need(MPI MPI_FOUND "MPI: no mpicc and mpicxx that work")

set(HDF5_PREFER_PARALLEL ON)
find_package(HDF5 QUIET COMPONENTS C HL)
set(hdf5 "Parallel HDF5, with its high-level library: there is none")
if(HDF5_C_COMPILER_EXECUTABLE)
  string(APPEND hdf5 " that ${HDF5_C_COMPILER_EXECUTABLE} knows of")
endif()
need(HDF5 HDF5_FOUND "${hdf5}")
if(HDF5_FOUND)
  need(HDF5 HDF5_IS_PARALLEL "Parallel HDF5: this one is serial, ${HDF5_C_INCLUDE_DIRS}")
endif()

# Boost's own configuration where it brings one, as it does from 1.70 on; FindBoost is no more in later CMakes.
if(POLICY CMP0167)
  cmake_policy(SET CMP0167 NEW)
endif()
find_package(Boost 1.74 QUIET COMPONENTS mpi serialization)
set(boost "Boost.MPI from Boost 1.74 on")
if(Boost_VERSION_STRING)
  string(APPEND boost ": Boost ${Boost_VERSION_STRING} is here, without it or too old")
endif()
need(Boost Boost_FOUND "${boost}")

find_package(PkgConfig QUIET)
need(pkg-config PKG_CONFIG_FOUND "pkg-config, by which hwloc is found")
if(PKG_CONFIG_FOUND)
  pkg_check_modules(hwloc QUIET IMPORTED_TARGET hwloc>=2.1)
  pkg_check_modules(cpp_httplib QUIET IMPORTED_TARGET cpp-httplib)
  need(hwloc hwloc_FOUND "hwloc from 2.1 on")
endif()
if(TARGET PkgConfig::cpp_httplib)  # Debian's knows only pkg-config; others may know only CMake
  add_library(httplib::httplib ALIAS PkgConfig::cpp_httplib)
  set(httplib_FOUND TRUE)
else()
  find_package(httplib QUIET CONFIG)
endif()
need(cpp-httplib httplib_FOUND "cpp-httplib")

find_package(fmt QUIET)
need(fmt fmt_FOUND "fmt")
find_package(CLI11 QUIET)
need(CLI11 CLI11_FOUND "CLI11")
find_package(nlohmann_json QUIET)
need(nlohmann-json nlohmann_json_FOUND "nlohmann-json, JSON for C++")
if(SQUARES_TESTS)
  find_package(GTest QUIET)
  need(GoogleTest GTest_FOUND "GoogleTest, for the tests")
endif()
refuse_if_missing()
