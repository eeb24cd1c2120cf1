#include "nodes/place.hpp"

#include <map>

#include "core/plan.hpp"
#include "system/placement.hpp"

namespace squares {

NodePlace find_place(const World& world, std::span<const Introduction> ranks) {
  NodePlace place;
  std::map<NodeName, std::uint32_t> numbers;
  std::vector<Introduction> unlimited(ranks.begin(), ranks.end());
  for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
    const auto [found, is_new] = numbers.emplace(squares::node_of(ranks[rank]), place.nodes());
    if (is_new) place.leaders.push_back(static_cast<int>(rank));
    place.node_of.push_back(found->second);
    unlimited[rank].allowed = 0;  // a node whose cgroup gives it less than its processors is to be found slow
  }
  const auto self = static_cast<std::size_t>(world.rank());
  place.node = place.node_of[self];
  place.threads = team_sizes(threads_auto, unlimited)[self];
  place.ranks = world.comm().split(static_cast<int>(place.node), world.rank());
  return place;
}

}  // namespace squares
