// The kind of file system below a path.
#pragma once

#include <string>

namespace squares {

// File-system type as in mount(8), such as "ext4"; its magic number in hex if unknown; empty if the path does not
// exist.
std::string file_system_of(const std::string& path);

}  // namespace squares
