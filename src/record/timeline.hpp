// What a ledger tells of the ranks: how much each did, and when.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "core/ledger.hpp"

namespace squares {

struct LedgerTotals {
  std::uint64_t numbers = 0;
  std::uint64_t blocks = 0;
  double compute_s = 0;
  double write_s = 0;
};
using AttemptAndRank = std::pair<std::uint32_t, std::uint32_t>;

// Blocks that one rank did one after the other. Times in seconds on the clock of the rank (see Stopwatch).
struct Stretch {
  double start_s = 0;    // when its team began
  double compute_s = 0;  // all together, as are
  double write_s = 0;
  std::uint64_t blocks = 0;
  std::uint64_t first_block = 0;
  std::uint64_t numbers = 0;
};
using Timeline = std::map<AttemptAndRank, std::vector<Stretch>>;

// Makes a timeline of rows that come in the order of their blocks: a stretch each, or neighbours together where a rank
// has more than `most` of them, which is even. Holds no more than that in memory.
class TimelineBuilder {
 public:
  explicit TimelineBuilder(std::size_t most) : most_(most) {}

  void add(std::uint64_t block, const LedgerRow& row);
  // In order of time. Leaves nothing behind.
  [[nodiscard]] Timeline take();

 private:
  // The stretches of one rank.
  struct Thinned {
    std::vector<Stretch> stretches;
    std::uint64_t each = 1;  // blocks in a stretch, but the last
  };
  void add(Thinned& rank, const Stretch& block) const;

  std::size_t most_;
  std::map<AttemptAndRank, Thinned> ranks_;
};

}  // namespace squares
