// The metadata of a file, read with HDF5 in this process. Use inspect() for files that may be broken.
#pragma once

#include <string>

#include "store/inspect.hpp"

namespace squares {

// Throws std::runtime_error that says what is missing or wrong.
FileFacts read_facts(const std::string& path);

}  // namespace squares
