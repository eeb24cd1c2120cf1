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

// CSV (csv.hpp): a line for each run and part, for each layout of each study, or for each sample of nodes. Throws
// Error(usage) where these are mixed.
std::string files_csv(const Files& files);

// As many pieces of a run's timeline as a picture of it shows.
constexpr std::size_t pieces_in_page = 1500;

// HTML without scripts that opens offline, with pictures by gnuplot inside where there is gnuplot; of runs with their
// timelines.
std::string files_html(const Files& files);

}  // namespace squares
