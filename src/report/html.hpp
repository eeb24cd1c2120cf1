// Files as one page that opens offline.
#pragma once

#include <string>

#include "report/read_files.hpp"

namespace squares {

// HTML without scripts, with pictures by gnuplot inside where there is gnuplot. Reads the ledgers of runs.
std::string html_page(const Files& files);

}  // namespace squares
