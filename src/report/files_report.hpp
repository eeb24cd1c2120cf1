// What `squares report` makes of files.
#pragma once

#include <cstddef>
#include <string>

#include "record/file_facts.hpp"
#include "report/json.hpp"

namespace squares {

// In tables of at most 80 columns: one run in full, several as series, and each part and study.
std::string files_text(const Files& files);

// `runs` (each as a run prints it), `parts`, `studies`, `nodes`, `series` and `not_compared`.
Json files_json(const Files& files);

// A line for each run and part, or for each layout of each study. No cell is blank: what is unknown is "nan" in a
// column of times, and "-" in one of texts. Throws Error(usage) where runs and studies are mixed.
std::string files_csv(const Files& files);

// As many pieces of a run's timeline as a picture of it shows.
constexpr std::size_t pieces_in_page = 1500;

// HTML without scripts that opens offline, with pictures by gnuplot inside where there is gnuplot; of runs with their
// timelines.
std::string files_html(const Files& files);

}  // namespace squares
