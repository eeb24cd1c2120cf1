// The samples of nodes and links for programs.
#pragma once

#include "record/file_facts.hpp"
#include "report/csv.hpp"

namespace squares {

// A line for each figure of each sample, in the order of the file: of links `latency`, `bandwidth` and `stalls`.
void add_samples(const NodesFile& file, Csv& csv);

}  // namespace squares
