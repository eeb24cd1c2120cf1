// Space on the disk, before it is needed.
#pragma once

#include <string>

namespace squares {

// Makes sure that the whole file, as long as it is now, has its space on the disk. Where the file system cannot
// reserve, compares with what is free. Throws Error(cannot_create) if there is not enough.
void reserve_space(const std::string& path);

}  // namespace squares
