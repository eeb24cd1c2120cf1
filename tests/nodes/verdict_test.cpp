#include "nodes/verdict.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <functional>
#include <random>
#include <vector>

namespace squares {
namespace {

// How times scatter from round to round on nodes that are alike.
struct Noise {
  double sigma = 0.03;
  double outliers = 0;  // the share of times that are three times as long
};

class Times {
 public:
  explicit Times(Noise noise, std::uint64_t seed = 1) : noise_(noise), dice_(seed), outlier_(noise.outliers) {}

  double operator()(double ratio = 1) {
    return 0.1 * ratio * std::exp(noise_.sigma * normal_(dice_)) * (outlier_(dice_) ? 3 : 1);
  }

 private:
  Noise noise_;
  std::mt19937_64 dice_;
  std::normal_distribution<> normal_;
  std::bernoulli_distribution outlier_;
};

using RatioOfNode = std::function<double(std::uint32_t node)>;
using RatioOfWay = std::function<double(std::uint32_t from, std::uint32_t to)>;

double alike(std::uint32_t) { return 1; }
RatioOfNode slow(std::uint32_t which, double ratio) {
  return [=](std::uint32_t node) { return node == which ? ratio : 1; };
}

void add_rounds(NodesResult& result, NodeFigure figure, const RatioOfNode& ratio, Times& times, bool again) {
  for (std::uint32_t round = 0; round < rounds_for_a_rule; ++round) {
    for (std::uint32_t node = 0; node < result.nodes; ++node) {
      result.samples.push_back({.figure = static_cast<std::uint32_t>(figure),
                                .round = round,
                                .node = node,
                                .again = again ? 1U : 0U,
                                .amount = 1,
                                .seconds = times(ratio(node))});
    }
  }
}

// As the command does it: whoever is suspected is measured again.
NodesVerdict measure(std::uint32_t nodes, NodeFigure figure, const RatioOfNode& ratio, Times& times) {
  NodesResult result{.nodes = nodes};
  add_rounds(result, figure, ratio, times, false);
  if (!judge_rounds(result, false).unlike.empty()) add_rounds(result, figure, ratio, times, true);
  return verdict_of(result);
}

struct Rates {
  double false_ones = 0;  // of runs of nodes that are alike
  double found = 0;       // of runs with a slow node: it, and no other
};

Rates rates_of(std::uint32_t nodes, NodeFigure figure, Noise noise, double ratio) {
  const int runs = nodes > 256 ? 100 : nodes > 16 ? 200 : 600;
  Times times(noise, nodes);
  int wrong = 0, found = 0;
  for (int run = 0; run < runs; ++run) {
    if (!measure(nodes, figure, alike, times).unlike.empty()) ++wrong;
    const std::uint32_t which = static_cast<std::uint32_t>(run) % nodes;
    const NodesVerdict verdict = measure(nodes, figure, slow(which, ratio), times);
    if (verdict.unlike.size() == 1 && verdict.unlike.front().node == which) ++found;
  }
  return {static_cast<double>(wrong) / runs, static_cast<double>(found) / runs};
}

// AddressSanitizer looks at memory, not at rates, and would need minutes for the large ones.
#if defined(__SANITIZE_ADDRESS__)
constexpr std::uint32_t most_nodes = 64;
#else
constexpr std::uint32_t most_nodes = 1024;
#endif

TEST(nodes_verdict, healthy_clusters_are_alike_and_a_node_at_four_fifths_is_found) {
  std::printf("nodes  figure   noise  outliers   false    found at 0.8\n");
  for (const std::uint32_t nodes : {3U, 4U, 16U, 64U, 256U, 1024U}) {
    if (nodes > most_nodes) break;
    for (const NodeFigure figure : {NodeFigure::compute, NodeFigure::memory}) {
      for (const Noise noise : {Noise{0.03, 0.05}, Noise{0.03, 0.1}, Noise{0.06, 0}}) {
        const Rates rates = rates_of(nodes, figure, noise, 1 / 0.8);
        std::printf("%5u  %-7s  %3.0f %%  %6.0f %%  %4.1f %%  %11.1f %%\n", nodes, to_text(figure), 100 * noise.sigma,
                    100 * noise.outliers, 100 * rates.false_ones, 100 * rates.found);
        EXPECT_LE(rates.false_ones, 0.01) << nodes << " nodes, " << noise.sigma;
        EXPECT_GE(rates.found, 0.95) << nodes << " nodes, " << noise.sigma;
      }
    }
  }
}

TEST(nodes_verdict, the_resolution_is_what_is_found_in_nineteen_of_twenty) {
  for (const double sigma : {0.02, 0.06, 0.12}) {
    Times times(Noise{sigma});
    int found = 0;
    constexpr int runs = 400;
    for (int run = 0; run < runs; ++run) {
      NodesResult result{.nodes = 16};
      add_rounds(result, NodeFigure::compute, alike, times, false);
      const Judgement judgement = judge_rounds(result, false);
      ASSERT_EQ(judgement.resolutions.size(), 1U);
      result.samples.clear();
      add_rounds(result, NodeFigure::compute, slow(5, judgement.resolutions.front().ratio), times, false);
      found += judge_rounds(result, false).unlike.size() == 1 ? 1 : 0;
    }
    EXPECT_GE(found, 0.92 * runs) << sigma;
    EXPECT_LE(found, 0.995 * runs) << sigma << ": a smaller difference would have been found, too";
  }
}

TEST(nodes_verdict, a_finding_has_the_ratio_of_the_times_and_its_interval) {
  Times times(Noise{0.02});
  const NodesVerdict verdict = measure(16, NodeFigure::memory, slow(3, 2), times);
  ASSERT_EQ(verdict.unlike.size(), 1U);
  EXPECT_EQ(verdict.unlike.front().figure, NodeFigure::memory);
  EXPECT_NEAR(verdict.unlike.front().ratio, 2, 0.1);
  EXPECT_TRUE(verdict.unlike.front().interval.contains(verdict.unlike.front().ratio));
  EXPECT_LT(verdict.unlike.front().interval.low, 2.1);
  EXPECT_GT(verdict.unlike.front().interval.high, 1.9);
}

TEST(nodes_verdict, a_suspect_that_was_not_measured_again_or_does_well_then_is_not_named) {
  Times times(Noise{0.02});
  NodesResult result{.nodes = 4};
  add_rounds(result, NodeFigure::compute, slow(1, 2), times, false);
  EXPECT_TRUE(verdict_of(result).unlike.empty());
  ASSERT_EQ(verdict_of(result).suspects.size(), 1U);
  add_rounds(result, NodeFigure::compute, alike, times, true);
  EXPECT_TRUE(verdict_of(result).is_alike());
  EXPECT_TRUE(verdict_of(result).suspects.empty());
}

TEST(nodes_verdict, of_two_nodes_and_of_few_rounds_nothing_is_told) {
  Times times(Noise{0.02});
  EXPECT_TRUE(measure(2, NodeFigure::compute, slow(1, 3), times).is_alike());
  EXPECT_TRUE(measure(1, NodeFigure::compute, alike, times).is_alike());
  NodesResult result{.nodes = 4};
  add_rounds(result, NodeFigure::compute, slow(1, 3), times, false);
  std::erase_if(result.samples, [](const NodeSample& sample) { return sample.round >= rounds_for_a_rule - 1; });
  EXPECT_TRUE(judge_rounds(result, false).unlike.empty());
  EXPECT_TRUE(judge_rounds({}, false).unlike.empty());
}

// Links: `ratio` of the transfers from one to another; a stalled one has a slow ping in every second round.
void add_links(NodesResult& result, const RatioOfWay& ratio, const RatioOfWay& stalls, Times& times, bool again) {
  for (std::uint32_t round = 0; round < rounds_for_a_rule; ++round) {
    for (std::uint32_t from = 0; from < result.nodes; ++from) {
      for (std::uint32_t to = 0; to < result.nodes; ++to) {
        if (from == to) continue;
        const bool is_stalled = round % 2 == 0 && stalls(from, to) > 1;
        result.links.push_back({.round = round,
                                .from = from,
                                .to = to,
                                .again = again ? 1U : 0U,
                                .latency_s = 1e-5 * times(),
                                .slowest_s = is_stalled ? 0.1 : 1e-4 * times(),
                                .transfer_s = times(ratio(from, to))});
      }
    }
  }
}

double all_well(std::uint32_t, std::uint32_t) { return 1; }

NodesVerdict measure_links(std::uint32_t nodes, const RatioOfWay& ratio, Times& times,
                           const RatioOfWay& stalls = all_well) {
  NodesResult result{.nodes = nodes};
  add_links(result, ratio, stalls, times, false);
  if (!judge_rounds(result, false).unlike.empty()) add_links(result, ratio, stalls, times, true);
  return verdict_of(result);
}

TEST(nodes_verdict, a_slow_way_out_of_a_node_is_the_nodes) {
  Times times(Noise{0.2});
  for (const std::uint32_t nodes : {3U, 4U, 6U, 16U}) {
    const RatioOfWay slow_out = [](auto from, auto) { return from == 2 ? 5 : 1; };
    const RatioOfWay slow_in = [](auto, auto to) { return to == 2 ? 5 : 1; };
    const RatioOfWay slow_both = [](auto from, auto to) { return from == 2 || to == 2 ? 5 : 1; };
    const auto out = measure_links(nodes, slow_out, times);
    const auto in = measure_links(nodes, slow_in, times);
    const auto both = measure_links(nodes, slow_both, times);
    for (const auto& [verdict, side] :
         {std::pair(out, LinkSide::out), std::pair(in, LinkSide::in), std::pair(both, LinkSide::both)}) {
      ASSERT_EQ(verdict.unlike.size(), 1U) << nodes << to_text(side);
      EXPECT_EQ(verdict.unlike.front().node, 2U);
      EXPECT_FALSE(verdict.unlike.front().peer);
      EXPECT_EQ(verdict.unlike.front().side, side);
      EXPECT_EQ(verdict.unlike.front().figure, NodeFigure::bandwidth);
    }
  }
}

TEST(nodes_verdict, a_bad_pair_is_a_link) {
  Times times(Noise{0.2});
  const RatioOfWay between_0_and_1 = [](auto from, auto to) { return from + to == 1 ? 5 : 1; };
  for (const std::uint32_t nodes : {3U, 4U, 16U}) {
    const auto verdict = measure_links(nodes, between_0_and_1, times);
    ASSERT_EQ(verdict.unlike.size(), 1U) << nodes;
    EXPECT_EQ(verdict.unlike.front().node, 0U);
    EXPECT_EQ(verdict.unlike.front().peer, 1U);
    EXPECT_EQ(verdict.unlike.front().side, LinkSide::both);
  }
  const RatioOfWay out_of_1 = [](auto from, auto) { return from == 1 ? 5 : 1; };
  const auto one_way = measure_links(2, out_of_1, times);
  ASSERT_EQ(one_way.unlike.size(), 1U) << "of two nodes the slower way can be told";
  EXPECT_EQ(one_way.unlike.front().node, 1U);
  EXPECT_EQ(one_way.unlike.front().side, LinkSide::out);
}

TEST(nodes_verdict, two_sick_nodes_of_six_are_both_named) {
  Times times(Noise{0.2});
  const auto is_sick = [](auto node) { return node == 1 || node == 4; };
  const RatioOfWay slow = [&](auto from, auto to) { return is_sick(from) || is_sick(to) ? 5 : 1; };
  const auto verdict = measure_links(6, slow, times);
  ASSERT_EQ(verdict.unlike.size(), 2U);
  EXPECT_EQ(verdict.unlike_nodes(), (std::vector<std::uint32_t>{1, 4}));
}

TEST(nodes_verdict, lost_messages_are_seen_although_most_are_fast) {
  Times times(Noise{0.2});
  const auto verdict =
      measure_links(4, all_well, times, [](auto from, auto to) { return from == 3 || to == 3 ? 2 : 1; });
  ASSERT_EQ(verdict.unlike.size(), 1U);
  EXPECT_EQ(verdict.unlike.front().node, 3U);
  EXPECT_EQ(verdict.unlike.front().figure, NodeFigure::stalls);
}

TEST(nodes_verdict, healthy_links_are_alike) {
  for (const double sigma : {0.2, 0.6}) {
    Times times(Noise{sigma, 0.05});
    int wrong = 0;
    constexpr int runs = 200;
    for (int run = 0; run < runs; ++run) {
      const std::uint32_t nodes = 2 + static_cast<std::uint32_t>(run) % 7;
      wrong += measure_links(nodes, all_well, times).is_alike() ? 0 : 1;
    }
    EXPECT_LE(wrong, runs / 100) << sigma;
  }
}

NodesResult with_facts(const std::string& name, const std::vector<std::string>& values) {
  NodesResult result{.nodes = static_cast<std::uint32_t>(values.size())};
  for (std::uint32_t node = 0; node < values.size(); ++node) result.facts.push_back({node, name, values[node]});
  return result;
}

TEST(nodes_verdict, facts_that_differ_from_those_of_most_are_named) {
  const auto of = [](const std::string& name, const std::vector<std::string>& values) {
    return verdict_of(with_facts(name, values)).facts;
  };
  ASSERT_EQ(of("kernel", {"6.1", "6.1", "5.4", "6.1"}).size(), 1U);
  EXPECT_EQ(of("kernel", {"6.1", "6.1", "5.4", "6.1"}).front().node, 2U);
  EXPECT_EQ(of("kernel", {"6.1", "6.1", "5.4", "6.1"}).front().usual, "6.1");
  EXPECT_TRUE(of("kernel", {"6.1", "6.1"}).empty());
  EXPECT_EQ(of("kernel", {"6.1", "5.4"}).size(), 2U) << "nobody knows which of the two";
  EXPECT_TRUE(of("boot id", {"a", "b", "b"}).empty());
  EXPECT_TRUE(of("host", {"a", "b", "c"}).empty());
  EXPECT_EQ(of("host", {"a", "b", "a"}).size(), 2U);
}

TEST(nodes_verdict, a_clock_that_is_off_is_named_also_if_it_is_the_masters) {
  const auto of = [](const std::vector<std::string>& values) {
    std::vector<std::uint32_t> nodes;
    for (const FactFinding& one : verdict_of(with_facts("clock offset", values)).facts) nodes.push_back(one.node);
    return nodes;
  };
  EXPECT_EQ(of({"0", "0.001", "1.001", "-0.02"}), std::vector<std::uint32_t>{2});
  EXPECT_EQ(of({"0", "-1.0", "-1.0", "-1.05"}), std::vector<std::uint32_t>{0});
  EXPECT_TRUE(of({"0", "0.01", "0.02", "-0.01"}).empty());
}

NodesResult with_wrong(const std::vector<std::pair<std::uint32_t, std::uint32_t>>& ends) {
  NodesResult result{.nodes = 4};
  for (const auto& [node, peer] : ends)
    result.wrong.push_back({.figure = static_cast<std::uint32_t>(NodeFigure::bandwidth), .node = node, .peer = peer});
  return result;
}

TEST(nodes_verdict, wrong_values_are_those_of_the_node_with_which_several_have_trouble) {
  const auto blamed = [](const std::vector<std::pair<std::uint32_t, std::uint32_t>>& ends) {
    const auto found = verdict_of(with_wrong(ends)).wrong;
    return found.size() == 1 ? found.front().node : std::nullopt;
  };
  EXPECT_EQ(blamed({{2, 0}, {2, 1}, {2, 3}}), 2U) << "it sends wrong ones";
  EXPECT_EQ(blamed({{0, 2}, {1, 2}}), 2U) << "it receives wrong ones";
  EXPECT_EQ(blamed({{2, 0}, {2, 1}, {0, 2}, {1, 2}}), 2U) << "its kernel is wrong";
  EXPECT_EQ(blamed({{1, 1}}), 1U) << "it found its own wrong";
  EXPECT_EQ(blamed({{1, 2}}), std::nullopt) << "one pair alone does not tell";
  EXPECT_EQ(verdict_of(with_wrong({{1, 2}})).unlike_nodes(), (std::vector<std::uint32_t>{1, 2}));
  EXPECT_EQ(verdict_of(with_wrong({{2, 0}, {2, 1}})).wrong.front().times, 2U);
}

}  // namespace
}  // namespace squares
