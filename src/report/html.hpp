// Files as one page that opens offline.
#pragma once

#include <cstddef>
#include <string>

#include "record/files.hpp"

namespace squares {

// As many pieces of a run's timeline as a picture of it shows.
constexpr std::size_t pieces_in_page = 1500;

// HTML without scripts, with pictures by gnuplot inside where there is gnuplot; of runs with their timelines.
std::string html_page(const Files& files);

}  // namespace squares
