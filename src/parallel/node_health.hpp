// What else goes on at a node: other load, time taken by the hypervisor, limits, what killed runs have left, and names
// that take long to look up.
#pragma once

#include <cstdint>

#include "core/measurement.hpp"

namespace squares {

// One node's, from its first rank; `measured` is 0 from the others.
struct NodeHealth {
  FixedText<64> host;
  std::uint32_t measured = 0;
  std::uint32_t leftovers = 0;
  FixedText<416> leftover_names;          // some of them, with blanks between
  double cgroup_processors = 0;           // 0: no limit
  double busy_processors = 0;             // by others, while our ranks slept
  double stolen_share = 0;                // of the time, by the hypervisor
  std::uint64_t shared_memory_bytes = 0;  // free in /dev/shm
  double localhost_s = 0;                 // to look this name up, as each start of Open MPI does several times
};

// To be called by all ranks of a node at the same time: they sleep for a moment, so that what goes on is the work of
// others. `measure` is true for one of them, which looks around.
NodeHealth look_at_node(bool measure);

}  // namespace squares
