#include "system/allocation.hpp"

#include <gtest/gtest.h>

namespace squares {
namespace {

void expect(const char* text, std::uint32_t nodes, std::uint32_t processors) {
  const auto found = allocation_of(text);
  ASSERT_TRUE(found) << text;
  EXPECT_EQ(found->nodes, nodes) << text;
  EXPECT_EQ(found->processors, processors) << text;
}

TEST(allocation, is_read_as_slurm_writes_it) {
  expect("4", 1, 4);
  expect("4(x2)", 2, 4);
  expect("72(x2),36", 3, 36);
  expect("1,2(x10),128(x3)", 14, 1);
}

TEST(allocation, what_slurm_does_not_write_is_none) {
  for (const char* text : {"", "4(x2", "x", "4(2)", "0", "4(x0)", "4,,4", "-4", "4 ", "99999999999", "4(x99999999999)"})
    EXPECT_FALSE(allocation_of(text)) << text;
}

TEST(node_list, is_what_slurm_writes) {
  EXPECT_EQ(node_list({}), "");
  EXPECT_EQ(node_list({"node7"}), "node7");
  EXPECT_EQ(node_list({"node3", "node1", "node2", "node5", "node2"}), "node[1-3,5]");
  EXPECT_EQ(node_list({"node8", "node9", "node10", "node11"}), "node[8-11]");
  EXPECT_EQ(node_list({"node9", "node010", "node011"}), "node[9,010-011]");
  EXPECT_EQ(node_list({"node", "node0", "node1"}), "node,node[0-1]");
  EXPECT_EQ(node_list({"node08", "node09", "node10"}), "node[08-10]");
  EXPECT_EQ(node_list({"login", "gpu2", "gpu1"}), "gpu[1-2],login");
  EXPECT_EQ(node_list({"rack1-2", "rack1-3", "rack2-1"}), "rack1-[2-3],rack2-1");
}

}  // namespace
}  // namespace squares
