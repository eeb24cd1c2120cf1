// The sweep of a study: every workload on every layout, again and again in an order that is drawn anew each time,
// until the intervals are narrow (core/stopping.hpp) or the time is up.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "parallel/world.hpp"
#include "record/study.hpp"
#include "study/layout.hpp"
#include "study/workload.hpp"

namespace squares {

struct SweepSettings {
  std::vector<WorkloadKind> workloads;
  std::vector<Scaling> scalings;
  std::vector<Introduction> ranks;     // all that there are
  Machine machine;                     // where they are
  std::vector<StudiedLayout> layouts;  // the base case first
  WorkloadSettings sizes;
  double budget_s = 120;
  double narrow_enough = 0.02;  // half the width of the interval of each median, over the median
  std::uint64_t seed = 1;
};

// Called on the master after each timing; false ends the study there.
using Progress = std::function<bool(double seconds, std::uint32_t round)>;

// Collective over all ranks. Ranks that a layout does not need sleep. The samples are the master's: none if it was
// ended before each layout had been timed twice.
StudyResult sweep(const World& world, const SweepSettings& settings, const Progress& progress);

}  // namespace squares
