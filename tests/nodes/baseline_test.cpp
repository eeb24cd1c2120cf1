#include "nodes/baseline.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>

#include "nodes/verdict.hpp"

namespace squares {
namespace {

std::mt19937_64 dice(3);

// Four nodes whose times have 5 % of noise; `sick` takes so many times as long in compute, or for what it sends.
NodesResult measured(std::uint32_t sick, double compute, double sends, std::uint64_t amount = 1000) {
  std::normal_distribution<> normal(0, 0.05);
  NodesResult result{.nodes = 4};
  for (std::uint32_t node = 0; node < 4; ++node)
    result.facts.push_back({node, std::string("host"), "node" + std::to_string(node)});
  for (std::uint32_t round = 0; round < rounds_for_a_rule; ++round) {
    for (std::uint32_t node = 0; node < 4; ++node) {
      const double ratio = std::exp(normal(dice));
      const double took = static_cast<double>(amount) * ratio * (node == sick ? compute : 1);
      result.samples.push_back({.round = round, .node = node, .amount = amount, .seconds = took});
      for (std::uint32_t to = 0; to < 4; ++to) {
        if (to == node) continue;
        const double sent = std::exp(normal(dice)) * (node == sick ? sends : 1);
        result.links.push_back({.round = round, .from = node, .to = to, .latency_s = 1, .transfer_s = sent});
      }
    }
  }
  return result;
}

TEST(baseline, a_node_that_has_become_slower_is_named_with_its_figure) {
  const auto computes = slower_than(measured(9, 1, 1), measured(2, 1.5, 1));
  ASSERT_EQ(computes.size(), 1U);
  EXPECT_EQ(computes.front().node, 2U);
  EXPECT_EQ(computes.front().figure, NodeFigure::compute);
  EXPECT_NEAR(computes.front().ratio, 1.5, 0.1);
  const auto sends = slower_than(measured(9, 1, 1), measured(1, 1, 3));
  ASSERT_EQ(sends.size(), 1U);
  EXPECT_EQ(sends.front().node, 1U);
  EXPECT_EQ(sends.front().side, LinkSide::out);
}

TEST(baseline, who_is_as_fast_or_faster_is_not) {
  int found = 0;
  for (int i = 0; i < 200; ++i) found += slower_than(measured(9, 1, 1), measured(9, 1, 1)).empty() ? 0 : 1;
  EXPECT_LE(found, 4);
  EXPECT_TRUE(slower_than(measured(2, 1.5, 1), measured(9, 1, 1)).empty());
}

TEST(baseline, how_much_was_done_in_a_sample_does_not_matter) {
  EXPECT_TRUE(slower_than(measured(9, 1, 1, 1000), measured(9, 1, 1, 5000)).empty());
}

TEST(baseline, all_nodes_that_are_slower_are_named_and_new_ones_are_not) {
  NodesResult before = measured(9, 1, 1), now = measured(9, 1, 1);
  for (NodeSample& sample : now.samples) sample.seconds *= 2;
  EXPECT_EQ(slower_than(before, now).size(), 4U) << "all alike are slower than they were";
  before.facts[3].value = std::string("another");
  EXPECT_EQ(slower_than(before, now).size(), 3U);
  EXPECT_TRUE(slower_than({}, now).empty());
}

}  // namespace
}  // namespace squares
