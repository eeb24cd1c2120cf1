#include "nodes/compare_nodes.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "nodes/fact_verdict.hpp"
#include "nodes/verdict.hpp"
#include "record/description.hpp"

namespace squares {
namespace {

// The nodes that are in both measurements, by their names, in the order of A.
class CommonNodes {
 public:
  CommonNodes(const NodesResult& a, const NodesResult& b) {
    const std::vector<std::string> in_b = b.names();
    const std::set<std::string> of_b(in_b.begin(), in_b.end());
    for (const std::string& name : a.names()) {
      if (of_b.contains(name) && numbers_.emplace(name, names_.size()).second) names_.push_back(name);
    }
  }

  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

  // The number here of each node of a measurement; none: it is not in both.
  [[nodiscard]] std::vector<std::optional<std::uint32_t>> numbers_in(const NodesResult& result) const {
    std::vector<std::optional<std::uint32_t>> numbers;
    for (const std::string& name : result.names()) {
      const auto found = numbers_.find(name);
      numbers.push_back(found == numbers_.end() ? std::nullopt : std::optional(found->second));
    }
    return numbers;
  }

 private:
  std::vector<std::string> names_;
  std::map<std::string, std::uint32_t> numbers_;
};

// A figure of a common node, or of the way to a peer.
using Key = std::tuple<std::uint32_t, std::optional<std::uint32_t>, NodeFigure, LinkSide>;
using Times = std::map<Key, FigureTimes>;

// Of one square, byte or file, since how many there are is chosen anew in each measurement.
void add_figures(const NodesResult& result, const CommonNodes& common, Times& times) {
  const auto numbers = common.numbers_in(result);
  for (const NodeSample& sample : result.samples) {
    if (!numbers[sample.node] || sample.amount == 0) continue;
    times[{*numbers[sample.node], std::nullopt, static_cast<NodeFigure>(sample.figure), LinkSide::none}]
        .seconds.push_back(sample.seconds / static_cast<double>(sample.amount));
  }
  if (result.wrong.empty()) return;
  for (std::uint32_t node = 0; node < result.nodes; ++node) {
    if (!numbers[node]) continue;
    for (const NodeFigure figure : wrong_figures(result, {node}))
      times[{*numbers[node], std::nullopt, figure, LinkSide::none}] = {.is_wrong = true};
  }
}

double time_of_byte(const LinkSample& link) { return link.transfer_s / static_cast<double>(link.transfer_bytes); }

// The samples on whose way only right values have come.
std::vector<LinkSample> right_links(const NodesResult& result) {
  const Ways wrong = wrong_ways(result);
  std::vector<LinkSample> links;
  for (const LinkSample& link : result.links) {
    if (link.transfer_bytes > 0 && !wrong.contains({link.from, link.to})) links.push_back(link);
  }
  return links;
}

// The median of a round's ways of one node, since these are not the same in each measurement.
void add_ways_together(const NodesResult& result, const CommonNodes& common, Times& times) {
  const auto numbers = common.numbers_in(result);
  std::map<std::pair<std::uint32_t, Key>, std::vector<double>> rounds;
  for (const LinkSample& link : right_links(result)) {
    if (const auto from = numbers[link.from]) {
      rounds[{link.round, {*from, std::nullopt, NodeFigure::latency, LinkSide::out}}].push_back(link.latency_s);
      rounds[{link.round, {*from, std::nullopt, NodeFigure::bandwidth, LinkSide::out}}].push_back(time_of_byte(link));
    }
    if (const auto to = numbers[link.to])
      rounds[{link.round, {*to, std::nullopt, NodeFigure::bandwidth, LinkSide::in}}].push_back(time_of_byte(link));
  }
  for (const auto& [round, seconds] : rounds) times[round.second].seconds.push_back(median(seconds));
}

void add_each_way(const NodesResult& result, const CommonNodes& common, Times& times) {
  const auto numbers = common.numbers_in(result);
  for (const LinkSample& link : right_links(result)) {
    const auto from = numbers[link.from], to = numbers[link.to];
    if (!from || !to) continue;
    times[{*from, to, NodeFigure::latency, LinkSide::out}].seconds.push_back(link.latency_s);
    times[{*from, to, NodeFigure::bandwidth, LinkSide::out}].seconds.push_back(time_of_byte(link));
  }
  for (const auto& [one, other] : wrong_ways(result)) {
    const auto from = numbers[one], to = numbers[other];
    if (!from || !to) continue;
    for (const NodeFigure figure : {NodeFigure::latency, NodeFigure::bandwidth})
      times[{*from, to, figure, LinkSide::out}] = {.is_wrong = true};
  }
}

Change change_of(const FigureComparison& figure, double confidence) {
  if (std::min(figure.a.seconds.size(), figure.b.seconds.size()) < rounds_for_a_rule) return Change::unknown;
  const Comparison comparison = compare_times(figure.a.seconds, figure.b.seconds, confidence);
  const double least = least_ratio(figure.figure);
  if (comparison.interval.low > 1 && comparison.ratio > least) return Change::slower;
  if (comparison.interval.high < 1 && comparison.ratio < 1 / least) return Change::faster;
  return Change::none_shown;
}

void judge(std::vector<FigureComparison>& figures) {
  constexpr double chance = 0.01;  // of finding any change that is none
  const auto compared = static_cast<double>(
      std::count_if(figures.begin(), figures.end(), [](const FigureComparison& one) { return one.is_compared(); }));
  for (FigureComparison& one : figures) {
    if (!one.is_compared()) continue;
    one.comparison = compare_times(one.a.seconds, one.b.seconds);
    one.comparison.change = change_of(one, 1 - chance / compared);
  }
}

// Of what either has.
std::vector<FigureComparison> compare_figures(const CommonNodes& common, const Times& a, const Times& b) {
  std::map<Key, FigureComparison> figures;
  const auto add = [&](const Times& times, Member<FigureComparison, FigureTimes> side) {
    for (const auto& [key, of_key] : times) {
      const auto& [node, peer, figure, link_side] = key;
      FigureComparison& one = figures[key];
      one.node = common.names()[node];
      one.peer = peer ? common.names()[*peer] : "";
      one.figure = figure;
      one.side = link_side;
      one.*side = of_key;
    }
  };
  add(a, &FigureComparison::a);
  add(b, &FigureComparison::b);
  std::vector<FigureComparison> found;
  for (auto& [key, one] : figures) found.push_back(std::move(one));
  judge(found);
  return found;
}

}  // namespace

std::vector<FigureComparison> compare_nodes(const NodesResult& a, const NodesResult& b) {
  const CommonNodes common(a, b);
  Times of_a, of_b;
  for (const auto& [result, times] : {std::pair(&a, &of_a), std::pair(&b, &of_b)}) {
    add_figures(*result, common, *times);
    add_ways_together(*result, common, *times);
  }
  return compare_figures(common, of_a, of_b);
}

std::vector<FigureComparison> compare_ways(const NodesResult& a, const NodesResult& b) {
  const CommonNodes common(a, b);
  Times of_a, of_b;
  add_each_way(a, common, of_a);
  add_each_way(b, common, of_b);
  return compare_figures(common, of_a, of_b);
}

NodesComparison compare_measurements(NodesFile a, NodesFile b) {
  NodesComparison found{.a = std::move(a), .b = std::move(b)};
  const NodesResult &of_a = found.a.measured, &of_b = found.b.measured;
  const CommonNodes common(of_a, of_b);
  found.common = common.names();
  const std::set<std::string> in_both(found.common.begin(), found.common.end());
  const auto others = [&](const NodesResult& result) {
    std::vector<std::string> names = result.names();
    std::erase_if(names, [&](const std::string& name) { return in_both.contains(name); });
    return names;
  };
  found.only_a = others(of_a);
  found.only_b = others(of_b);
  found.nodes = compare_nodes(of_a, of_b);
  found.ways = compare_ways(of_a, of_b);
  found.facts = fact_changes(of_a, of_b);
  return found;
}

}  // namespace squares
