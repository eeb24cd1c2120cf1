// The kind of file system below a path.
#pragma once

#include <string>

namespace squares {

// As mount(8) names it, or its number where that is not known; "" where nothing is there.
std::string file_system_of(const std::string& path);

}  // namespace squares
