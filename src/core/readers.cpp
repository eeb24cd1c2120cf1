#include "core/readers.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace squares {

std::vector<int> readers_of(std::span<const std::uint32_t> node_of) {
  const std::size_t ranks = node_of.size();
  std::map<std::uint32_t, std::size_t> sizes;
  for (const std::uint32_t node : node_of) ++sizes[node];
  const auto largest =
      std::max_element(sizes.begin(), sizes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  if (sizes.size() < 2) {
    std::vector<int> next(ranks);
    for (std::size_t rank = 0; rank < ranks; ++rank) next[rank] = static_cast<int>((rank + 1) % ranks);
    return next;
  }
  // The ranks of the largest node first, then those of each other node.
  std::vector<int> order(ranks);
  std::iota(order.begin(), order.end(), 0);
  const auto place = [&](int rank) {
    const std::uint32_t node = node_of[static_cast<std::size_t>(rank)];
    return std::pair(node != largest->first, node);
  };
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return place(a) < place(b); });
  const std::size_t most = largest->second, others = ranks - most;
  std::vector<int> readers(ranks);
  for (std::size_t i = 0; i < ranks; ++i) {
    // In a circle, further than any node is long; if that is too far, the largest node and all others change places.
    std::size_t reader = (i + most) % ranks;
    if (most > others) reader = i < most ? most + i % others : i - most;
    readers[static_cast<std::size_t>(order[i])] = order[reader];
  }
  return readers;
}

}  // namespace squares
