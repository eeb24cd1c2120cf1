// The HDF5 library that this process runs with, and the one that it was built for.
#pragma once

#include <string>

namespace squares {

std::string hdf5_version();
std::string hdf5_version_of_headers();

// Throws Error(bad_launch) where the two differ: HDF5 would end the process with its own words.
void refuse_wrong_hdf5_library();

}  // namespace squares
