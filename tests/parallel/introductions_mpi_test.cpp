#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "parallel/introductions.hpp"
#include "support/mpi.hpp"

namespace squares {
namespace {

// Texts of another length on each rank: empty, short, and longer than any that a node has.
Introduction introduction_of(int rank) {
  const auto number = static_cast<std::uint64_t>(rank);
  return {.host = "node-" + std::to_string(rank),
          .node = 7 + number,
          .pid = 1000 + number,
          .allowed = 0.5 * rank,
          .processors = 2,
          .cores = 4,
          .mpi = std::string(number, 'm'),
          .cpus = std::string(1000 * number, '1'),
          .numa = rank == 0 ? "0-3;4-7" : ""};
}

void expect_all(const std::vector<Introduction>& all) {
  ASSERT_EQ(all.size(), static_cast<std::size_t>(world().size()));
  for (int rank = 0; rank < world().size(); ++rank) {
    const Introduction &one = all[static_cast<std::size_t>(rank)], expected = introduction_of(rank);
    EXPECT_EQ(one.host.str(), expected.host.str());
    EXPECT_EQ(one.node, expected.node);
    EXPECT_EQ(one.pid, expected.pid);
    EXPECT_EQ(one.allowed, expected.allowed);
    EXPECT_EQ(one.processors, expected.processors);
    EXPECT_EQ(one.cores, expected.cores);
    EXPECT_EQ(one.mpi, expected.mpi);
    EXPECT_EQ(one.cpus, expected.cpus);
    EXPECT_EQ(one.numa, expected.numa);
  }
}

TEST(introductions, come_whole_to_the_master) {
  const std::vector<Introduction> all = gather_introductions(world(), introduction_of(world().rank()));
  if (world().is_master())
    expect_all(all);
  else
    EXPECT_TRUE(all.empty());
}

TEST(introductions, come_whole_to_all) {
  expect_all(all_gather_introductions(world(), introduction_of(world().rank())));
}

}  // namespace
}  // namespace squares
