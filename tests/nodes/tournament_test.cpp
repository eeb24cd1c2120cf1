#include "nodes/tournament.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace squares {
namespace {

using Pair = std::pair<std::uint32_t, std::uint32_t>;

TEST(tournament, each_pair_meets_once_and_no_node_is_in_two_pairs_of_a_step) {
  for (std::uint32_t nodes = 0; nodes <= 64; ++nodes) {
    std::set<Pair> met;
    for (const Step& step : tournament(nodes, 5)) {
      std::set<std::uint32_t> busy;
      for (const auto& [low, high] : step) {
        EXPECT_LT(low, high);
        EXPECT_LT(high, nodes);
        EXPECT_TRUE(busy.insert(low).second && busy.insert(high).second);
        EXPECT_TRUE(met.insert({low, high}).second) << low << ", " << high << " of " << nodes;
      }
    }
    EXPECT_EQ(met.size(), nodes < 2 ? 0 : nodes * (nodes - 1) / 2);
  }
}

TEST(tournament, many_nodes_have_as_many_links_as_it_takes_to_tell_a_node_from_a_link) {
  for (const std::uint32_t nodes : {65U, 100U, 1000U}) {
    std::map<std::uint32_t, std::uint32_t> links;
    for (const Step& step : tournament(nodes, 5)) {
      for (const auto& [low, high] : step) {
        ++links[low];
        ++links[high];
      }
    }
    ASSERT_EQ(links.size(), nodes);
    for (const auto& [node, number] : links) {
      EXPECT_LE(number, most_links_of_a_node);
      EXPECT_GE(number, most_links_of_a_node - 1) << "but for one step in which it had nobody";
    }
  }
}

TEST(tournament, the_seed_alone_chooses) {
  EXPECT_EQ(tournament(100, 5), tournament(100, 5));
  EXPECT_NE(tournament(100, 5), tournament(100, 6));
}

TEST(tournament, one_by_one_are_the_same_pairs) {
  std::set<Pair> met;
  for (const Step& step : one_by_one(tournament(7, 1))) {
    ASSERT_EQ(step.size(), 1U);
    met.insert(step.front());
  }
  EXPECT_EQ(met.size(), 21U);
}

}  // namespace
}  // namespace squares
