// The messages between the ranks of a run: named records, each sent whole.
#pragma once

#include <cstdint>

namespace squares {

// From the master to a rank that has asked for work: `count` blocks of those that are open, from `first` on; none at
// the end.
struct Deal {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

// From a rank to the master now and then while blocks are in work.
struct Status {
  std::uint64_t numbers = 0;  // handled so far
  std::uint32_t wants_stop = 0;
};

}  // namespace squares
