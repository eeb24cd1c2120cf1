// Who worked when, as the ledger tells, in as few pieces as wanted.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "store/ledger_sums.hpp"

namespace squares {

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

// Of the blocks that are done, in order of time: a stretch each, or neighbours together where a rank has more than
// `most` of them, which is even. Holds no more than that in memory. Reads the file at `path`, whose ledger begins at
// `offset`.
Timeline read_timeline(const std::string& path, std::uint64_t offset, std::uint64_t blocks, std::size_t most);

}  // namespace squares
