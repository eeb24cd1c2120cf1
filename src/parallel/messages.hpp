// The messages between the ranks of a run: named records, each sent whole.
#pragma once

#include <cstdint>

#include "core/plan.hpp"
#include "record/measurement.hpp"

namespace squares {

// From the master to each rank: its team, and where it is.
struct Seat {
  std::uint32_t threads = 1;
  FixedText<32> numa_nodes;  // those whose processors it may use, as in "0-1"
};

// From the master to all: what there is to do.
struct Orders {
  Plan plan;
  std::uint32_t nothing_to_do = 0;
  std::uint32_t resuming = 0;
};

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
