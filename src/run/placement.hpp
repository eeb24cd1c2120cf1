// Where the ranks of a run are, and the threads that each gets. The master's.
#pragma once

#include <cstdint>
#include <vector>

#include "record/introduction.hpp"
#include "record/run_result.hpp"
#include "system/launch.hpp"
#include "system/placement.hpp"

namespace squares {

struct Placement {
  Nodes nodes;
  std::vector<std::uint32_t> teams;  // threads of each rank
  PlacementAdvice advice;
};

// Throws Error(bad_launch) if ranks run different MPI libraries.
Placement judge_placement(const std::vector<Introduction>& ranks, std::uint32_t threads, const Launch& launch);

// Throws the advice, if there is one, as Error(bad_launch).
void refuse_under_strict(const PlacementAdvice& advice);

// The reports of all ranks as far as they are known before the work.
std::vector<RankReport> reports_of(const std::vector<Introduction>& ranks, const Placement& placement);

}  // namespace squares
