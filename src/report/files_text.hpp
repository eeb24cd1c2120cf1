// Files for people, in tables of at most 80 columns.
#pragma once

#include <string>

#include "record/files.hpp"

namespace squares {

// What `squares report` prints: one run in full, several as series, and each part and study.
std::string files_text(const Files& files);

}  // namespace squares
