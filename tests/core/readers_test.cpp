#include "core/readers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace squares {
namespace {

using Nodes = std::vector<std::uint32_t>;

// How many ranks' blocks each rank reads.
std::vector<std::size_t> loads_of(const std::vector<int>& readers) {
  std::vector<std::size_t> loads(readers.size());
  for (const int reader : readers) ++loads.at(static_cast<std::size_t>(reader));
  return loads;
}

TEST(readers, on_one_node_each_rank_has_the_next_one_as_its_reader) {
  EXPECT_EQ(readers_of(Nodes{0}), std::vector<int>{0});
  EXPECT_EQ(readers_of(Nodes{0, 0, 0}), (std::vector<int>{1, 2, 0}));
}

TEST(readers, are_on_another_node_whatever_the_mapping_and_share_the_work) {
  std::mt19937 generator(7);
  const auto dice = [&](std::size_t sides) { return static_cast<std::uint32_t>(generator() % sides); };
  for (int times = 0; times < 2000; ++times) {
    Nodes node_of(2 + dice(40));
    const std::uint32_t nodes = 2 + dice(6);
    for (std::uint32_t& node : node_of) node = dice(4) == 0 ? 0 : dice(nodes);
    node_of.front() = 0;
    node_of.back() = 1;
    const std::vector<int> readers = readers_of(node_of);
    std::map<std::uint32_t, std::size_t> sizes;
    for (std::size_t writer = 0; writer < node_of.size(); ++writer) {
      EXPECT_NE(node_of.at(static_cast<std::size_t>(readers.at(writer))), node_of[writer]);
      ++sizes[node_of[writer]];
    }
    std::size_t most = 0;
    for (const auto& [node, size] : sizes) most = std::max(most, size);
    const std::size_t others = node_of.size() - most;
    const std::vector<std::size_t> loads = loads_of(readers);
    EXPECT_LE(*std::max_element(loads.begin(), loads.end()), most > others ? (most + others - 1) / others : 1);
  }
}

TEST(readers, of_one_node_that_has_nearly_all_ranks_the_few_others_share_them) {
  const std::vector<int> readers = readers_of(Nodes{0, 0, 0, 0, 1, 2});
  EXPECT_EQ(loads_of(readers), (std::vector<std::size_t>{1, 1, 0, 0, 2, 2}));
}

}  // namespace
}  // namespace squares
