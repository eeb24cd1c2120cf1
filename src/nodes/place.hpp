// Where a rank is: on which node, and who else is there.
#pragma once

#include <boost/mpi/communicator.hpp>
#include <cstdint>
#include <span>
#include <vector>

#include "parallel/world.hpp"
#include "record/introduction.hpp"

namespace squares {

struct NodePlace {
  std::uint32_t node = 0;              // this rank's, in the order of the nodes' first ranks
  std::vector<std::uint32_t> node_of;  // of each rank
  std::vector<int> leaders;            // the first rank of each node, which speaks and stores for it
  std::uint32_t threads = 1;           // that this rank computes with: all processors of the node are shared out
  boost::mpi::communicator ranks;      // of this node

  [[nodiscard]] std::uint32_t nodes() const { return static_cast<std::uint32_t>(leaders.size()); }
  [[nodiscard]] bool leads(const World& world) const { return leaders[node] == world.rank(); }
};

// Collective. `ranks`: all that there are, the same everywhere.
NodePlace find_place(const World& world, std::span<const Introduction> ranks);

}  // namespace squares
