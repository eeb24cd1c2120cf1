#include "study/layout.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace squares {
namespace {

const NodeName a{"a"}, b{"b"};

Nodes nodes_with(const std::vector<NodeName>& of_ranks, const std::string& processors) {
  Nodes nodes;
  for (const NodeName& node : of_ranks) {
    nodes[node].processors = CpuSet(processors);
    nodes[node].ranks += 1;
  }
  return nodes;
}

std::set<Layout> computing(const std::vector<NodeName>& of_ranks, const std::string& processors) {
  std::set<Layout> layouts;
  for (const auto& [layout, only_to_wait] : layouts_of(of_ranks, nodes_with(of_ranks, processors))) {
    if (!only_to_wait) layouts.insert(layout);
  }
  return layouts;
}

TEST(layout, the_base_case_is_the_first) {
  const std::vector<NodeName> of_ranks(4, a);
  EXPECT_EQ(layouts_of(of_ranks, nodes_with(of_ranks, "0-3")).front().layout, Layout{});
}

TEST(layout, ranks_and_threads_double_as_long_as_there_are_processors) {
  EXPECT_EQ(computing(std::vector<NodeName>(4, a), "0-7"),
            (std::set<Layout>{{1, 1}, {1, 2}, {1, 4}, {1, 8}, {2, 1}, {2, 2}, {2, 4}, {4, 1}, {4, 2}}));
}

TEST(layout, all_ranks_and_all_processors_are_tried_even_if_they_are_no_powers_of_two) {
  const auto layouts = computing(std::vector<NodeName>(3, a), "0-5");
  EXPECT_TRUE(layouts.contains({3, 2}));
  EXPECT_TRUE(layouts.contains({1, 6}));
}

TEST(layout, more_ranks_than_processors_have_one_thread) {
  EXPECT_EQ(computing(std::vector<NodeName>(8, a), "0-1"), (std::set<Layout>{{1, 1}, {1, 2}, {2, 1}, {4, 1}, {8, 1}}));
}

TEST(layout, ranks_on_several_nodes_have_the_processors_of_each) {
  EXPECT_TRUE(computing({a, b}, "0-3").contains({2, 4}));
  EXPECT_FALSE(computing({a, a}, "0-3").contains({2, 4}));
}

TEST(layout, nodes_with_one_host_name_are_two) {
  EXPECT_TRUE(computing({a, {"a", 1}}, "0-3").contains({2, 4}));
  std::vector<Introduction> ranks(2, {.host = std::string("a"), .cpus = std::string("0-3")});
  ranks[1].node = 1;
  EXPECT_EQ(processors_of(1, {2, 4}, ranks).list(), "0-3");
}

TEST(layout, to_wait_there_may_be_more_workers_than_processors) {
  const std::vector<NodeName> one{a};
  std::uint32_t most = 0;
  for (const auto& [layout, only_to_wait] : layouts_of(one, nodes_with(one, "0-1"))) {
    EXPECT_EQ(only_to_wait, layout.workers() > 2);
    most = std::max(most, layout.workers());
  }
  EXPECT_EQ(most, 16U);
}

TEST(layout, no_layout_comes_twice) {
  const std::vector<NodeName> of_ranks(6, a);
  std::set<Layout> seen;
  for (const auto& studied : layouts_of(of_ranks, nodes_with(of_ranks, "0-11")))
    EXPECT_TRUE(seen.insert(studied.layout).second);
}

std::vector<Introduction> ranks_on(const std::vector<std::pair<std::string, std::string>>& places) {
  std::vector<Introduction> ranks;
  for (const auto& [host, cpus] : places) ranks.push_back({.host = host, .cpus = cpus});
  return ranks;
}

TEST(layout, ranks_sit_side_by_side_on_what_the_launch_has_given_them_together) {
  const auto ranks = ranks_on({{"a", "0"}, {"a", "2"}, {"a", "4"}, {"a", "6"}});
  EXPECT_EQ(processors_of(0, {1, 4}, ranks).list(), "0,2,4,6");
  EXPECT_EQ(processors_of(1, {2, 2}, ranks).list(), "4,6");
  EXPECT_EQ(processors_of(3, {4, 1}, ranks).list(), "6");
}

TEST(layout, where_processors_are_too_few_all_ranks_share_them) {
  const auto ranks = ranks_on({{"a", "0-1"}, {"a", "0-1"}, {"b", "0-3"}, {"b", "0-3"}});
  EXPECT_EQ(processors_of(0, {4, 2}, ranks).list(), "0-1");
  EXPECT_EQ(processors_of(3, {4, 2}, ranks).list(), "2-3") << "the other node has enough";
}

}  // namespace
}  // namespace squares
