#include "nodes/verdict.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "nodes/fact_verdict.hpp"
#include "nodes/wrong_verdict.hpp"

namespace squares {
namespace {

using Values = std::vector<double>;

// A way between two nodes.
struct Way {
  std::uint32_t from = 0, to = 0;

  friend auto operator<=>(const Way&, const Way&) = default;  // NOLINT(modernize-use-nullptr): there is no 0
};

// What is compared with each other: the times of nodes or of ways in each round, in one order.
struct Series {
  std::vector<Way> ways;                   // of nodes from = to
  std::map<std::uint32_t, Values> rounds;  // a time for each of `ways`
};

// Relative times, ln(time / reference of its round), of each of the series.
struct Relative {
  std::vector<Values> logs;
  double noise = 0;  // standard deviation from round to round
};

double quantile(Values values, std::size_t numerator, std::size_t denominator) {
  const auto place = static_cast<std::ptrdiff_t>((values.size() - 1) * numerator / denominator);
  std::nth_element(values.begin(), values.begin() + place, values.end());
  return values[static_cast<std::size_t>(place)];
}

double lower_quartile(const Values& values) { return quantile(values, 1, 4); }
double lower_median(const Values& values) { return quantile(values, 1, 2); }

bool is_of_links(NodeFigure figure) { return static_cast<std::uint32_t>(figure) >= node_figures; }

// What one that is alike takes. One sick node of four spoils half of all links.
double reference_of(const Values& round, NodeFigure figure, std::uint32_t nodes) {
  if (is_of_links(figure)) return nodes <= 8 ? lower_quartile(round) : lower_median(round);
  return nodes <= 3 ? *std::min_element(round.begin(), round.end()) : lower_median(round);
}

Relative relative_to_reference(const Series& series, NodeFigure figure, std::uint32_t nodes) {
  constexpr double sigmas_per_mad = 1.4826;  // of a normal distribution
  Relative relative{.logs = std::vector<Values>(series.ways.size())};
  for (const auto& [number, round] : series.rounds) {
    const double reference = reference_of(round, figure, nodes);
    for (std::size_t i = 0; i < round.size(); ++i) relative.logs[i].push_back(std::log(round[i] / reference));
  }
  Values deviations;
  for (const Values& logs : relative.logs) {
    const double middle = median(logs);
    for (const double log : logs) deviations.push_back(std::abs(log - middle));
  }
  if (!deviations.empty()) relative.noise = sigmas_per_mad * median(deviations);
  return relative;
}

// A quartile of so many rounds scatters by this, in standard deviations of one.
double scatter_of_quartile(double noise, std::size_t rounds) {
  return 1.36 * noise / std::sqrt(static_cast<double>(rounds));
}

double threshold(NodeFigure figure, double noise, std::size_t rounds) {
  return std::max(std::log(least_ratio(figure)), 4 * scatter_of_quartile(noise, rounds));
}

Resolution resolution_of(NodeFigure figure, double noise, std::size_t rounds) {
  // In standard deviations: where the quartile lies, and how far it and the threshold scatter in 19 of 20, since nine
  // rounds tell the noise to a tenth only.
  constexpr double quartile = 0.674, one_in_twenty = 2.7;
  const double found =
      threshold(figure, noise, rounds) + quartile * noise + one_in_twenty * scatter_of_quartile(noise, rounds);
  return {.figure = figure, .noise = noise, .ratio = std::exp(found)};
}

std::vector<bool> slow_ones(const Relative& relative, NodeFigure figure, std::size_t rounds) {
  std::vector<bool> slow;
  const double least = threshold(figure, relative.noise, rounds);
  for (const Values& logs : relative.logs) slow.push_back(lower_quartile(logs) > least);
  return slow;
}

// Lost messages come late, by a timeout of the network, in some rounds and not in others.
std::vector<bool> stalled_ones(const Series& series, std::uint32_t nodes) {
  constexpr double least_s = 0.05, times_the_others = 20;
  std::vector<std::size_t> stalled(series.ways.size());
  for (const auto& [number, round] : series.rounds) {
    const double others_s = reference_of(round, NodeFigure::stalls, nodes);
    for (std::size_t i = 0; i < round.size(); ++i)
      stalled[i] += round[i] > least_s && round[i] > times_the_others * others_s ? 1 : 0;
  }
  const std::size_t enough = std::max<std::size_t>(2, (4 * series.rounds.size() + 8) / 9);
  std::vector<bool> slow;
  for (const std::size_t rounds : stalled) slow.push_back(rounds >= enough);
  return slow;
}

NodeFinding finding_of(NodeFigure figure, const Values& logs) {
  const Interval interval = median_interval(logs);
  return {.figure = figure,
          .ratio = std::exp(median(logs)),
          .interval = {std::exp(interval.low), std::exp(interval.high), interval.confidence}};
}

// Of some ways together, round by round.
Values together(const std::vector<Values>& logs, const std::vector<std::size_t>& ways) {
  Values medians;
  for (std::size_t round = 0; round < logs[ways.front()].size(); ++round) {
    Values of_round;
    for (const std::size_t way : ways) of_round.push_back(logs[way][round]);
    medians.push_back(median(of_round));
  }
  return medians;
}

// The slow ways of one node, out of it and into it, beside those of nodes that are named already.
struct Ends {
  std::vector<std::size_t> slow_out{}, slow_in{};
  std::size_t out = 0, in = 0;

  static bool are_most(std::size_t slow, std::size_t all) { return slow >= 2 && 4 * slow >= 3 * all; }
  [[nodiscard]] LinkSide side() const {
    const bool is_out = are_most(slow_out.size(), out), is_in = are_most(slow_in.size(), in);
    return is_out && is_in ? LinkSide::both : is_out ? LinkSide::out : is_in ? LinkSide::in : LinkSide::none;
  }
  [[nodiscard]] std::vector<std::size_t> of_side() const {
    std::vector<std::size_t> ways;
    if (side() != LinkSide::in) ways = slow_out;
    if (side() != LinkSide::out) ways.insert(ways.end(), slow_in.begin(), slow_in.end());
    return ways;
  }
};

// Names nodes whose ways are slow, the one with the most of them first, and then what is left as links.
class Blame {
 public:
  Blame(NodeFigure figure, const Series& series, const Relative& relative, const std::vector<bool>& slow)
      : figure_(figure), series_(series), relative_(relative), slow_(slow) {}

  std::vector<NodeFinding> findings() {
    while (name_a_node()) {
    }
    name_links();
    return std::move(found_);
  }

 private:
  bool name_a_node() {
    std::map<std::uint32_t, Ends> nodes;
    for (std::size_t i = 0; i < slow_.size(); ++i) {
      const auto& [from, to] = series_.ways[i];
      if (named_.contains(from) || named_.contains(to)) continue;
      ++nodes[from].out;
      ++nodes[to].in;
      if (!slow_[i]) continue;
      nodes[from].slow_out.push_back(i);
      nodes[to].slow_in.push_back(i);
    }
    const auto worst = std::max_element(nodes.begin(), nodes.end(), [](const auto& a, const auto& b) {
      const auto weight = [](const Ends& ends) { return ends.side() == LinkSide::none ? 0 : ends.of_side().size(); };
      return weight(a.second) < weight(b.second);
    });
    if (worst == nodes.end() || worst->second.side() == LinkSide::none) return false;
    found_.push_back(finding_of(figure_, together(relative_.logs, worst->second.of_side())));
    found_.back().node = worst->first;
    found_.back().side = worst->second.side();
    named_.insert(worst->first);
    return true;
  }

  void name_links() {
    std::map<Way, std::vector<std::size_t>> pairs;
    for (std::size_t i = 0; i < slow_.size(); ++i) {
      const auto& [from, to] = series_.ways[i];
      if (slow_[i] && !named_.contains(from) && !named_.contains(to))
        pairs[{std::min(from, to), std::max(from, to)}].push_back(i);
    }
    for (const auto& [pair, ways] : pairs) {
      found_.push_back(finding_of(figure_, together(relative_.logs, ways)));
      found_.back().node = series_.ways[ways.front()].from;
      found_.back().peer = series_.ways[ways.front()].to;
      found_.back().side = ways.size() > 1 ? LinkSide::both : LinkSide::out;
    }
  }

  NodeFigure figure_;
  const Series& series_;
  const Relative& relative_;
  const std::vector<bool>& slow_;
  std::set<std::uint32_t> named_;
  std::vector<NodeFinding> found_;
};

std::vector<NodeFinding> slow_nodes(NodeFigure figure, const Series& series, const Relative& relative,
                                    const std::vector<bool>& slow) {
  std::vector<NodeFinding> found;
  for (std::size_t i = 0; i < slow.size(); ++i) {
    if (!slow[i]) continue;
    found.push_back(finding_of(figure, relative.logs[i]));
    found.back().node = series.ways[i].from;
  }
  return found;
}

// Of each figure; rounds that lack a node or a way are left out.
std::map<NodeFigure, Series> all_series(const NodesResult& result, bool again) {
  std::map<NodeFigure, std::map<Way, std::map<std::uint32_t, double>>> times;
  for (const NodeSample& sample : result.samples) {
    if ((sample.again != 0) != again) continue;
    times[static_cast<NodeFigure>(sample.figure)][{sample.node, sample.node}][sample.round] = sample.seconds;
  }
  for (const LinkSample& sample : result.links) {
    if ((sample.again != 0) != again) continue;
    const Way way{sample.from, sample.to};
    times[NodeFigure::latency][way][sample.round] = sample.latency_s;
    times[NodeFigure::bandwidth][way][sample.round] = sample.transfer_s;
    times[NodeFigure::stalls][way][sample.round] = sample.slowest_s;
  }
  std::map<NodeFigure, Series> all;
  for (const auto& [figure, ways] : times) {
    Series series;
    for (const auto& [way, rounds] : ways) {
      series.ways.push_back(way);
      for (const auto& [round, seconds] : rounds) series.rounds[round].push_back(seconds);
    }
    std::erase_if(series.rounds, [&](const auto& round) { return round.second.size() != series.ways.size(); });
    all.emplace(figure, std::move(series));
  }
  return all;
}

// That of a finding in the rounds that were measured again, which has to speak of the same.
bool is_confirmed(const NodeFinding& finding, const Judgement& again) {
  return std::any_of(again.unlike.begin(), again.unlike.end(), [&](const NodeFinding& other) {
    const bool is_same = other.node == finding.node && other.peer == finding.peer;
    const bool is_other_way = finding.peer && other.peer == finding.node && other.node == *finding.peer;
    return other.figure == finding.figure && (is_same || is_other_way);
  });
}

bool was_measured_again(NodeFigure figure, const NodesResult& result) {
  if (is_of_links(figure))
    return std::any_of(result.links.begin(), result.links.end(), [](const auto& one) { return one.again != 0; });
  return std::any_of(result.samples.begin(), result.samples.end(), [&](const NodeSample& one) {
    return one.again != 0 && static_cast<NodeFigure>(one.figure) == figure;
  });
}

}  // namespace

double least_ratio(NodeFigure figure) {
  switch (figure) {
    case NodeFigure::compute:
      return 1.10;
    case NodeFigure::memory:
      return 1.12;
    case NodeFigure::write:
    case NodeFigure::read:
    case NodeFigure::create:
      return 1.3;
    case NodeFigure::bandwidth:
      return 1.5;
    case NodeFigure::latency:
    case NodeFigure::stalls:
      break;
  }
  return 2.5;
}

Judgement judge_rounds(const NodesResult& result, bool again) {
  Judgement judgement;
  for (const auto& [figure, series] : all_series(result, again)) {
    const std::size_t rounds = series.rounds.size();
    if (rounds < rounds_for_a_rule) continue;
    const Relative relative = relative_to_reference(series, figure, result.nodes);
    const auto slow =
        figure == NodeFigure::stalls ? stalled_ones(series, result.nodes) : slow_ones(relative, figure, rounds);
    const bool can_tell = is_of_links(figure) ? result.nodes >= 2 : result.nodes >= 3;
    if (can_tell && figure != NodeFigure::stalls)
      judgement.resolutions.push_back(resolution_of(figure, relative.noise, rounds));
    if (!can_tell) continue;
    const auto found = is_of_links(figure) ? Blame(figure, series, relative, slow).findings()
                                           : slow_nodes(figure, series, relative, slow);
    judgement.unlike.insert(judgement.unlike.end(), found.begin(), found.end());
  }
  return judgement;
}

NodesVerdict verdict_of(const NodesResult& result) {
  const Judgement first = judge_rounds(result, false), again = judge_rounds(result, true);
  NodesVerdict verdict{
      .wrong = wrong_findings(result), .facts = fact_findings(result), .resolutions = first.resolutions};
  for (const NodeFinding& finding : first.unlike) {
    if (!was_measured_again(finding.figure, result))
      verdict.suspects.push_back(finding);
    else if (is_confirmed(finding, again))
      verdict.unlike.push_back(finding);
  }
  return verdict;
}

}  // namespace squares
