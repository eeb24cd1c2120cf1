#include "nodes/baseline.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "nodes/compare_nodes.hpp"
#include "support/measured_nodes.hpp"

namespace squares {
namespace {

std::mt19937_64 dice(3);

NodesResult nodes(const Cluster& cluster = {}) { return measured(dice, cluster); }

TEST(baseline, a_node_that_has_become_slower_is_named_with_its_figure) {
  const auto computes = slower_than(nodes(), nodes({.sick = 2, .compute = 1.5}));
  ASSERT_EQ(computes.size(), 1U);
  EXPECT_EQ(computes.front().node, 2U);
  EXPECT_EQ(computes.front().figure, NodeFigure::compute);
  EXPECT_NEAR(computes.front().ratio, 1.5, 0.1);
  const auto sends = slower_than(nodes(), nodes({.sick = 1, .sends = 3}));
  ASSERT_EQ(sends.size(), 1U);
  EXPECT_EQ(sends.front().node, 1U);
  EXPECT_EQ(sends.front().side, LinkSide::out);
}

TEST(baseline, who_is_as_fast_or_faster_is_not) {
  int found = 0;
  for (int i = 0; i < 200; ++i) found += slower_than(nodes(), nodes()).empty() ? 0 : 1;
  EXPECT_LE(found, 4);
  EXPECT_TRUE(slower_than(nodes({.sick = 2, .compute = 1.5}), nodes()).empty());
}

TEST(baseline, how_much_was_done_in_a_sample_does_not_matter) {
  EXPECT_TRUE(slower_than(nodes({.amount = 1000}), nodes({.amount = 5000})).empty());
}

TEST(baseline, all_nodes_that_are_slower_are_named_and_new_ones_are_not) {
  NodesResult before = nodes(), now = nodes();
  for (NodeSample& sample : now.samples) sample.seconds *= 2;
  EXPECT_EQ(slower_than(before, now).size(), 4U) << "all alike are slower than they were";
  before.facts[3].value = std::string("another");
  EXPECT_EQ(slower_than(before, now).size(), 3U);
  EXPECT_TRUE(slower_than({}, now).empty());
}

TEST(baseline, it_and_the_comparison_name_the_same_with_the_same_figures) {
  const NodesResult before = nodes(), now = nodes({.sick = 3, .compute = 1.4, .sends = 4});
  const auto found = slower_than(before, now);
  const auto changed =
      compare_measurements({.name = "a", .measured = before}, {.name = "b", .measured = now}).changed(Change::slower);
  ASSERT_EQ(found.size(), 2U);
  ASSERT_EQ(changed.size(), 2U);
  for (const NodeFinding& one : found) {
    const FigureComparison& same = changed[one.figure == NodeFigure::bandwidth ? 0 : 1];
    EXPECT_EQ(same.node, "node3");
    EXPECT_EQ(same.figure, one.figure);
    EXPECT_EQ(same.comparison.ratio, one.ratio);
    EXPECT_EQ(same.comparison.interval.low, one.interval.low);
    EXPECT_EQ(same.comparison.interval.high, one.interval.high);
  }
}

}  // namespace
}  // namespace squares
