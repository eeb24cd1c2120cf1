#include "record/nodes_comparison.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

namespace squares {

bool NodesComparison::has_wrong_values() const { return !a.measured.wrong.empty() || !b.measured.wrong.empty(); }

std::vector<FigureComparison> NodesComparison::changed(Change change) const {
  std::vector<FigureComparison> found;
  std::set<std::tuple<std::string, NodeFigure, LinkSide>> told;
  for (const FigureComparison& one : nodes) {
    if (one.comparison.change != change) continue;
    found.push_back(one);
    told.emplace(one.node, one.figure, one.side);
  }
  for (const FigureComparison& one : ways) {
    const bool is_told =
        told.contains({one.node, one.figure, LinkSide::out}) || told.contains({one.peer, one.figure, LinkSide::in});
    if (one.comparison.change == change && !is_told) found.push_back(one);
  }
  std::stable_sort(found.begin(), found.end(), [](const FigureComparison& one, const FigureComparison& other) {
    return std::abs(std::log(one.comparison.ratio)) > std::abs(std::log(other.comparison.ratio));
  });
  return found;
}

bool NodesComparison::has_verdict() const {
  const auto is_known = [](const FigureComparison& one) { return one.comparison.change != Change::unknown; };
  return std::any_of(nodes.begin(), nodes.end(), is_known) || std::any_of(ways.begin(), ways.end(), is_known);
}

}  // namespace squares
