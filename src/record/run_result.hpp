// Everything that is said of a run, in whatever form.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/plan.hpp"
#include "record/measurement.hpp"
#include "record/provenance.hpp"
#include "record/read_sources.hpp"
#include "record/storage.hpp"
#include "record/study.hpp"
#include "record/traffic.hpp"

namespace squares {

// What is wrong with where the ranks are, and a launch that would be right. Nothing is wrong: no texts.
struct PlacementAdvice {
  std::vector<std::string> troubles;
  std::string launch;
  // More ranks than processors on a node, and nothing else: no launcher starts those without being told to.
  bool on_purpose = false;
};

// What a run would take at least, as fast as memory is.
struct Estimate {
  double store_s = 0;
  double check_s = 0;
  std::optional<std::uint64_t> free_bytes{};  // where the output would be; none: the file system does not tell
  std::uint64_t reserved_bytes = 0;           // that a part which is resumed has already
  std::string striping{};                     // how files there are spread over servers; "": they are not
};
// Whether there is room for the file, as far as is known.
bool fits(const Plan& plan, const Estimate& estimate);

struct RunResult {
  Plan plan;
  PlacementAdvice placement;
  Provenance provenance;
  std::string file;  // absolute, of a run; as it was given, where it is read again
  std::uint64_t file_bytes = 0;
  Phases phases;
  Storage storage;
  ReadSources sources;
  Traffic traffic;
  std::uint32_t attempt = 1;          // the last, whose phases these are
  std::vector<RankReport> ranks;      // of all attempts
  std::vector<ThreadReport> threads;  // of all attempts
  std::uint64_t checked_numbers = 0;  // compared one by one with their squares, and right
};

// Those of the last attempt, whose phases the result has.
std::vector<RankReport> latest_ranks(const RunResult& result);

// The numbers that the last attempt has stored.
std::uint64_t stored_numbers(const RunResult& result);

// The hosts of the last attempt, each once, in alphabetical order.
std::vector<std::string> hosts_of(const RunResult& result);

// The ranks of the last attempt, and the most threads that one of them has.
Layout layout_of(const RunResult& result);

// The rank that computed and wrote for longest.
struct SlowestRank {
  RankReport rank;
  double mean_s = 0;     // of all ranks
  double over_mean = 0;  // how much longer it took, as a part of the mean
};
// None for fewer than two ranks, and where their times are not known.
std::optional<SlowestRank> slowest_of(const std::vector<RankReport>& ranks);

// What it was made with: "Open MPI …, HDF5 …, Boost …, g++ …".
std::string libraries_of(const Provenance& provenance);

}  // namespace squares
