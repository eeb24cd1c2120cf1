#include "nodes/baseline.hpp"

#include <algorithm>
#include <string>

#include "nodes/compare_nodes.hpp"

namespace squares {

std::vector<NodeFinding> slower_than(const NodesResult& before, const NodesResult& now) {
  const std::vector<std::string> names = now.names();
  std::vector<NodeFinding> found;
  for (const FigureComparison& one : compare_nodes(before, now)) {
    if (one.comparison.change != Change::slower) continue;
    const auto node = std::find(names.begin(), names.end(), one.node) - names.begin();
    found.push_back({.node = static_cast<std::uint32_t>(node),
                     .figure = one.figure,
                     .side = one.side,
                     .ratio = one.comparison.ratio,
                     .interval = one.comparison.interval});
  }
  return found;
}

}  // namespace squares
