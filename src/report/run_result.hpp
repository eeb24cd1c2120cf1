// Everything that is said of a run, in whatever form.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/measurement.hpp"
#include "core/plan.hpp"
#include "core/provenance.hpp"

namespace squares {

// What is wrong with where the ranks are, and a launch that would be right. Nothing is wrong: no texts.
struct PlacementAdvice {
  std::vector<std::string> troubles;
  std::string launch;
};

// What a run would take at least, as fast as memory is.
struct Estimate {
  double store_s = 0;
  double check_s = 0;
  std::uint64_t free_bytes = 0;  // where the output would be
};

struct RunResult {
  Plan plan;
  PlacementAdvice placement;
  Provenance provenance;
  std::string file;  // absolute, of a run; as it was given, where it is read again
  std::uint64_t file_bytes = 0;
  Phases phases;
  std::uint32_t attempt = 1;          // the last, whose phases these are
  std::vector<RankReport> ranks;      // of all attempts
  std::vector<ThreadReport> threads;  // likewise
  std::uint64_t checked_numbers = 0;  // compared one by one with their squares, and right
};

// The numbers that the last attempt has stored.
inline std::uint64_t stored_numbers(const RunResult& result) {
  std::uint64_t numbers = 0;
  for (const RankReport& rank : result.ranks) numbers += rank.attempt == result.attempt ? rank.numbers : 0;
  return numbers;
}

}  // namespace squares
