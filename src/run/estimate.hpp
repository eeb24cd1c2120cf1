// What a run would take at least: for --dry-run.
#pragma once

#include "core/plan.hpp"
#include "record/run_result.hpp"
#include "system/placement.hpp"

namespace squares {

// Times this processor for a few hundredths of a second: computing, copying and comparing squares in memory, which is
// what a run does in the page cache. Every rank with a processor of its own counts. No disk is touched. Looks at
// the file system of the output, and, where a part is to be resumed, at that.
Estimate estimate_run(const Plan& plan, const Nodes& nodes, const std::string& output, bool resumes);

}  // namespace squares
