// Reads what report and compare show.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "record/file_facts.hpp"

namespace squares {

// In the order in which they are named; one that is named twice is there once. Throws Error(no_input) or
// Error(wrong_value), as inspect() does.
Files read_files(const std::vector<std::string>& names);

// Throws Error(no_input) where there is no such file, and a part of it is.
void expect_there(const std::string& name);

// Reads who worked when in a run, in at most so many pieces or so.
void read_timeline_of(RunFile& run, std::size_t pieces);

}  // namespace squares
