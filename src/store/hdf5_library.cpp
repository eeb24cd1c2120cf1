#include "store/hdf5_library.hpp"

#include <hdf5.h>

#include "core/error.hpp"

#ifndef H5_HAVE_PARALLEL
#error "squares needs parallel HDF5; on Debian: libhdf5-openmpi-dev"
#endif

namespace squares {

std::string hdf5_version() {
  unsigned major = 0, minor = 0, release = 0;
  H5get_libversion(&major, &minor, &release);
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(release);
}

std::string hdf5_version_of_headers() {
  return std::to_string(H5_VERS_MAJOR) + "." + std::to_string(H5_VERS_MINOR) + "." + std::to_string(H5_VERS_RELEASE);
}

void refuse_wrong_hdf5_library() {
  if (hdf5_version() == hdf5_version_of_headers()) return;
  throw Error(Exit::bad_launch,
              "built for HDF5 " + hdf5_version_of_headers() + ", and runs with HDF5 " + hdf5_version(),
              "the HDF5 library", "load the HDF5 that it was built for (ldd shows which it finds), or build it anew");
}

}  // namespace squares
