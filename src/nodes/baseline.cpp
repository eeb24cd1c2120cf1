#include "nodes/baseline.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

#include "core/comparison.hpp"
#include "nodes/verdict.hpp"

namespace squares {
namespace {

// A figure of a node, by its name.
using Key = std::tuple<std::string, NodeFigure, LinkSide>;
using Times = std::map<Key, std::vector<double>>;

// The median of a round's ways of one node, since these are not the same in each measurement.
void add_links(const NodesResult& result, const std::vector<std::string>& names, Times& times) {
  std::map<std::tuple<std::uint32_t, Key>, std::vector<double>> rounds;
  for (const LinkSample& link : result.links) {
    rounds[{link.round, {names[link.from], NodeFigure::bandwidth, LinkSide::out}}].push_back(link.transfer_s);
    rounds[{link.round, {names[link.to], NodeFigure::bandwidth, LinkSide::in}}].push_back(link.transfer_s);
    rounds[{link.round, {names[link.from], NodeFigure::latency, LinkSide::out}}].push_back(link.latency_s);
  }
  for (const auto& [round, values] : rounds) times[std::get<Key>(round)].push_back(median(values));
}

std::vector<std::string> names_of(const NodesResult& result) {
  std::vector<std::string> names;
  for (std::uint32_t node = 0; node < result.nodes; ++node) names.push_back(result.name_of(node));
  return names;
}

// Of one square, byte or file, since how many there are is chosen anew in each measurement.
Times times_of(const NodesResult& result) {
  const std::vector<std::string> names = names_of(result);
  Times times;
  for (const NodeSample& sample : result.samples) {
    times[{names[sample.node], static_cast<NodeFigure>(sample.figure), LinkSide::none}].push_back(
        sample.seconds / static_cast<double>(sample.amount));
  }
  add_links(result, names, times);
  return times;
}

}  // namespace

std::vector<NodeFinding> slower_than(const NodesResult& before, const NodesResult& now) {
  constexpr double chance = 0.01;  // of finding any by chance
  const Times earlier = times_of(before), later = times_of(now);
  const auto in_both = static_cast<double>(
      std::count_if(later.begin(), later.end(), [&](const auto& one) { return earlier.contains(one.first); }));
  const std::vector<std::string> names = names_of(now);
  std::vector<NodeFinding> found;
  for (const auto& [key, times] : later) {
    const auto was = earlier.find(key);
    if (was == earlier.end()) continue;
    const auto& [name, figure, side] = key;
    const Comparison comparison = compare_times(was->second, times, 1 - chance / in_both);
    if (comparison.interval.low <= 1 || comparison.ratio <= least_ratio(figure)) continue;
    if (std::min(was->second.size(), times.size()) < rounds_for_a_rule) continue;
    const auto node = std::find(names.begin(), names.end(), name) - names.begin();
    found.push_back({.node = static_cast<std::uint32_t>(node),
                     .figure = figure,
                     .side = side,
                     .ratio = comparison.ratio,
                     .interval = comparison.interval});
  }
  return found;
}

}  // namespace squares
