#include "nodes/place.hpp"

#include "core/plan.hpp"
#include "system/placement.hpp"

namespace squares {

NodePlace find_place(const World& world, std::span<const Introduction> ranks) {
  NodePlace place;
  place.node_of = numbers_of_nodes(ranks);
  std::vector<Introduction> unlimited(ranks.begin(), ranks.end());
  for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
    if (place.node_of[rank] == place.nodes()) place.leaders.push_back(static_cast<int>(rank));
    unlimited[rank].allowed = 0;  // a node whose cgroup gives it less than its processors is to be found slow
  }
  const auto self = static_cast<std::size_t>(world.rank());
  place.node = place.node_of[self];
  place.threads = team_sizes(threads_auto, unlimited)[self];
  place.ranks = world.comm().split(static_cast<int>(place.node), world.rank());
  return place;
}

}  // namespace squares
