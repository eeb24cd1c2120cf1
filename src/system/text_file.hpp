// Small files of text, beside the data.
#pragma once

#include <string>

namespace squares {

// Whole or not at all. Throws Error(cannot_create), also where there is such a file, unless `force`.
void write_text_file(const std::string& path, const std::string& text, bool force);

}  // namespace squares
