// A study's file, read with HDF5 in this process. Use inspect_any() for files that may be broken.
#pragma once

#include <string>

#include "store/inspect.hpp"

namespace squares {

// Whether it is a file of a study or of claims, rather than of a run. Throws std::runtime_error for what is no HDF5
// file.
bool is_study(const std::string& path);

// Throws std::runtime_error that says what is missing or wrong. The samples are such that analyse() can do with them.
StudyFacts read_study(const std::string& path);

}  // namespace squares
