#include "record/nodes.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace squares {
namespace {

TEST(nodes, a_name_is_the_hosts_with_a_number_where_it_is_not_alone) {
  NodesResult result{.nodes = 4};
  result.facts = {{0, std::string("kernel"), std::string("one")},
                  {0, std::string("host"), std::string("one")},
                  {1, std::string("host"), std::string("two")},
                  {3, std::string("host"), std::string("two")}};
  EXPECT_EQ(result.names(), (std::vector<std::string>{"one", "two#1", "node #2", "two#3"}));
  for (std::uint32_t node = 0; node < result.nodes; ++node) EXPECT_EQ(result.names()[node], result.name_of(node));
}

}  // namespace
}  // namespace squares
