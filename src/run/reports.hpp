// What the ranks tell of themselves at their end.
#pragma once

#include <vector>

#include "parallel/world.hpp"
#include "record/measurement.hpp"

namespace squares {

struct Reports {
  std::vector<RankReport> ranks;
  std::vector<ThreadReport> threads;
};

// Collective: of all ranks, on the master. Adds what each process has used.
Reports gather_reports(const World& world, RankReport self, std::vector<ThreadReport> threads);

}  // namespace squares
