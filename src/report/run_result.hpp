// Everything that is said of a run, in whatever form.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/measurement.hpp"
#include "core/plan.hpp"
#include "core/provenance.hpp"

namespace squares {

struct RunResult {
  Plan plan;
  Provenance provenance;
  std::string file;  // absolute
  std::uint64_t file_bytes = 0;
  Phases phases;
  std::vector<RankReport> ranks;
  std::vector<ThreadReport> threads;
  std::uint64_t checked_numbers = 0;  // compared one by one with their squares, and right
};

}  // namespace squares
