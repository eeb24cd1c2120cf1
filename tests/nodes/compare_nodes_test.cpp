#include "nodes/compare_nodes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include "support/measured_nodes.hpp"

namespace squares {
namespace {

std::mt19937_64 dice(5);

NodesResult nodes(const Cluster& cluster = {}) { return measured(dice, cluster); }

NodesComparison compared(const NodesResult& a, const NodesResult& b) {
  return compare_measurements({.name = "a.h5", .measured = a}, {.name = "b.h5", .measured = b});
}

std::vector<std::string> names_of(const std::vector<FigureComparison>& figures) {
  std::vector<std::string> names;
  for (const FigureComparison& one : figures)
    names.push_back(one.node + (one.peer.empty() ? "" : ">" + one.peer) + " " + to_text(one.figure) +
                    to_text(one.side));
  std::sort(names.begin(), names.end());
  return names;
}

using Names = std::vector<std::string>;

TEST(compare_nodes, a_difference_is_the_ratio_of_the_medians_and_its_interval_contains_it) {
  const NodesComparison found = compared(nodes(), nodes({.sick = 1, .compute = 1.3}));
  EXPECT_EQ(found.nodes.size(), 4U * 4) << "compute, latency, sends and gets of four nodes";
  EXPECT_EQ(found.ways.size(), 12U * 2) << "latency and bandwidth of twelve ways";
  for (const auto* figures : {&found.nodes, &found.ways}) {
    for (const FigureComparison& one : *figures) {
      ASSERT_TRUE(one.is_compared());
      EXPECT_EQ(one.comparison.ratio, median(one.b.seconds) / median(one.a.seconds));
      EXPECT_TRUE(one.comparison.interval.contains(one.comparison.ratio));
      EXPECT_GE(one.comparison.interval.confidence, 0.95);
      EXPECT_EQ(one.comparison.ratio, compare_times(one.a.seconds, one.b.seconds).ratio);
    }
  }
}

TEST(compare_nodes, a_measurement_does_not_differ_from_itself) {
  const NodesResult once = nodes();
  const NodesComparison found = compared(once, once);
  EXPECT_TRUE(found.changed(Change::slower).empty());
  EXPECT_TRUE(found.changed(Change::faster).empty());
  EXPECT_TRUE(found.has_verdict());
  EXPECT_TRUE(found.facts.empty());
  for (const FigureComparison& one : found.nodes) EXPECT_EQ(one.comparison.ratio, 1);
}

TEST(compare_nodes, what_is_slower_from_a_to_b_is_faster_from_b_to_a) {
  const NodesResult well = nodes(), sick = nodes({.sick = 2, .compute = 1.4, .sends = 3});
  const Names expected{"node2 bandwidthout", "node2 compute"};
  EXPECT_EQ(names_of(compared(well, sick).changed(Change::slower)), expected);
  EXPECT_EQ(names_of(compared(sick, well).changed(Change::faster)), expected);
  EXPECT_TRUE(compared(well, sick).changed(Change::faster).empty());
  EXPECT_EQ(compared(well, sick).changed(Change::slower).front().figure, NodeFigure::bandwidth)
      << "the most changed is first";
}

TEST(compare_nodes, a_difference_that_nobody_would_look_at_is_no_change_however_sure_it_is) {
  const Cluster still{.noise = 0.001, .noise_of_links = 0.001};
  NodesResult a = nodes(still), b = nodes(still);
  for (NodeSample& sample : b.samples) sample.seconds *= 1.08;
  const NodesComparison found = compared(a, b);
  EXPECT_GT(found.nodes.front().comparison.interval.low, 1.05);
  EXPECT_TRUE(found.changed(Change::slower).empty());
}

TEST(compare_nodes, one_way_that_is_slower_is_named_and_those_of_a_node_that_is_named_are_not) {
  const NodesComparison way = compared(nodes(), nodes({.slow_from = 0, .slow_to = 3, .slow_way = 4}));
  EXPECT_EQ(names_of(way.changed(Change::slower)), Names{"node0>node3 bandwidthout"});
  const NodesComparison node = compared(nodes(), nodes({.sick = 1, .sends = 4}));
  EXPECT_EQ(names_of(node.changed(Change::slower)), Names{"node1 bandwidthout"});
  EXPECT_EQ(std::count_if(node.ways.begin(), node.ways.end(),
                          [](const auto& one) { return one.comparison.change == Change::slower; }),
            3)
      << "its three ways are slower";
}

TEST(compare_nodes, nodes_are_known_by_their_names_and_told_where_they_are_in_one_alone) {
  const NodesResult a = nodes({.sick = 0, .compute = 2});
  NodesResult b = nodes({.sick = 3, .compute = 2});
  const std::vector<std::string> names{"node9", "node2", "node1", "node0"};
  for (NodeFact& fact : b.facts) fact.value = names[fact.node];
  const NodesComparison found = compared(a, b);
  EXPECT_EQ(found.common, (Names{"node0", "node1", "node2"}));
  EXPECT_EQ(found.only_a, Names{"node3"});
  EXPECT_EQ(found.only_b, Names{"node9"});
  EXPECT_TRUE(found.changed(Change::slower).empty()) << "node0 is the slow one in both";
  for (const FigureComparison& one : found.nodes) EXPECT_NE(one.node, "node3");
}

TEST(compare_nodes, of_fewer_than_nine_rounds_nothing_is_told) {
  const NodesComparison found = compared(nodes(), nodes({.sick = 0, .compute = 3, .rounds = rounds_for_a_rule - 1}));
  EXPECT_FALSE(found.has_verdict());
  EXPECT_TRUE(found.changed(Change::slower).empty());
  EXPECT_NEAR(found.nodes.front().comparison.ratio, 3, 0.3);
}

TEST(compare_nodes, what_has_wrong_values_is_not_compared) {
  const NodesResult a = nodes();
  NodesResult b = nodes();
  b.wrong = {{.figure = static_cast<std::uint32_t>(NodeFigure::compute), .node = 1, .peer = 1},
             {.figure = static_cast<std::uint32_t>(NodeFigure::bandwidth), .node = 0, .peer = 2}};
  const NodesComparison found = compared(a, b);
  EXPECT_TRUE(found.has_wrong_values());
  int wrong = 0;
  for (const auto* figures : {&found.nodes, &found.ways}) {
    for (const FigureComparison& one : *figures) {
      if (!one.b.is_wrong) continue;
      ++wrong;
      EXPECT_FALSE(one.is_compared());
      EXPECT_FALSE(one.a.is_wrong);
      EXPECT_EQ(one.node, one.peer.empty() ? "node1" : "node0");
    }
  }
  EXPECT_EQ(wrong, 3) << "compute of node1, latency and bandwidth of a way";
}

TEST(compare_nodes, facts_that_are_not_what_they_were_are_told_but_for_boot_ids_and_clocks_that_are_near) {
  NodesResult a = nodes(), b = nodes();
  const auto add = [&](const std::string& name, const std::string& in_a, const std::string& in_b) {
    if (!in_a.empty()) a.facts.push_back({2, name, in_a});
    if (!in_b.empty()) b.facts.push_back({2, name, in_b});
  };
  add("kernel", "5.10", "6.1");
  add("MPI", "4.1.4", "4.1.4");
  add("boot id", "one", "another");
  add("clock offset", "0.001", "-0.02");
  add("new", "", "x");
  const NodesComparison found = compared(a, b);
  ASSERT_EQ(found.facts.size(), 2U);
  EXPECT_EQ(found.facts[0].node, "node2");
  EXPECT_EQ(found.facts[0].fact, "kernel");
  EXPECT_EQ(found.facts[0].a, "5.10");
  EXPECT_EQ(found.facts[0].b, "6.1");
  EXPECT_EQ(found.facts[1].a, "");
  b.facts.back() = {2, std::string("clock offset"), std::string("3.5")};
  b.facts[b.facts.size() - 2].name = std::string("other");
  EXPECT_EQ(compared(a, b).facts.size(), 3U) << "kernel, a clock that is far off, and other";
}

TEST(compare_nodes, equals_are_seldom_called_changed) {
  std::printf("nodes  noise of links   measurements with a change\n");
  for (const auto& [count, noise] : {std::pair(2U, 0.2), {6U, 0.2}, {6U, 0.5}, {16U, 0.2}}) {
    constexpr int runs = 100;
    int wrong = 0;
    for (int i = 0; i < runs; ++i) {
      const Cluster cluster{.nodes = count, .noise_of_links = noise};
      const NodesComparison found = compared(nodes(cluster), nodes(cluster));
      wrong += found.changed(Change::slower).empty() && found.changed(Change::faster).empty() ? 0 : 1;
    }
    std::printf("%5u  %13.0f %%  %25d %%\n", count, 100 * noise, wrong);
    EXPECT_LE(wrong, 4) << count << " nodes, " << noise;  // of one percent
  }
}

}  // namespace
}  // namespace squares
