// Files as a table for spreadsheets and data frames.
#pragma once

#include <string>

#include "record/files.hpp"

namespace squares {

// A line for each run and part, or for each layout of each study. No cell is blank: what is unknown is "nan" in a
// column of times, and "-" in one of texts. Throws Error(usage) where runs and studies are mixed.
std::string files_csv(const Files& files);

}  // namespace squares
