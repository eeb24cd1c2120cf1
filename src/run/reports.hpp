// What the ranks tell of themselves at their end.
#pragma once

#include <vector>

#include "parallel/world.hpp"
#include "record/measurement.hpp"
#include "store/attempts.hpp"

namespace squares {

// Collective: of all ranks, on the master. Adds what each process has used.
Attempts gather_reports(const World& world, RankReport self, std::vector<ThreadReport> threads);

}  // namespace squares
