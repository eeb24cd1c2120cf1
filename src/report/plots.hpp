// Pictures of runs, and of how work scales.
#pragma once

#include "record/file_facts.hpp"
#include "report/gnuplot.hpp"
#include "report/series.hpp"

namespace squares {

// A bar for each rank and thread, or where there are too many of them, for each group of ranks that follow each other.
Plot timeline_plot(const RunFile& run);

// How many numbers each rank of the last attempt had, or the ranks of a group on average.
Plot numbers_plot(const RunResult& result);

// Speed-up over workers with intervals, the ideal line, and what the processors allow.
Plot speedup_plot(const Series& series);
Plot speedup_plot(const WorkloadResult& workload, const StudyResult& study);

// Ranks × threads, coloured by speed-up.
Plot heat_map(const WorkloadResult& workload);

}  // namespace squares
