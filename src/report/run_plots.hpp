// Pictures of one run.
#pragma once

#include "record/files.hpp"
#include "report/gnuplot.hpp"
#include "report/lanes.hpp"

namespace squares {

// A bar for each rank and thread, or where there are too many of them, for each group of ranks that follow each other.
Plot timeline_plot(const RunFile& run);

// How many numbers each rank of the last attempt had, or the ranks of a group on average.
Plot numbers_plot(const RunResult& result);

}  // namespace squares
