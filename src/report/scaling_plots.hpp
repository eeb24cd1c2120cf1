// Pictures of how work scales: of series of runs, and of studies.
#pragma once

#include "report/gnuplot.hpp"
#include "report/series.hpp"

namespace squares {

// Speed-up over workers with intervals, the ideal line, and what the processors allow.
Plot speedup_plot(const Series& series);
Plot speedup_plot(const WorkloadResult& workload, const StudyResult& study);

// Ranks × threads, coloured by speed-up.
Plot heat_map(const WorkloadResult& workload);

}  // namespace squares
