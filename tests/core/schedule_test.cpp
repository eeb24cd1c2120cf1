#include "core/schedule.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "core/block_set.hpp"

namespace squares {
namespace {

constexpr std::uint32_t rank_counts[]{1, 2, 3, 7, 16, 256};
constexpr std::uint64_t block_counts[]{0, 1, 2, 15, 16, 17, 1000};

Plan plan_on(std::uint32_t ranks, Schedule schedule) { return make_plan({.schedule = schedule}, ranks); }

// The open blocks of a share when all of `blocks` are open.
std::vector<std::uint64_t> blocks_in(const Share& share, std::uint64_t blocks) {
  const BlockSet open = BlockSet::all(blocks);
  BlockCursor cursor(open, share.first, share.count, share.step);
  std::vector<std::uint64_t> found;
  while (const auto block = cursor.next()) found.push_back(*block);
  return found;
}

void expect_fair(const Plan& plan, std::uint64_t blocks) {
  const std::vector<Share> shares = deal(plan, blocks);
  ASSERT_EQ(shares.size(), plan.ranks);
  std::vector<int> times(blocks);
  for (const Share& share : shares) {
    for (const std::uint64_t block : blocks_in(share, blocks)) ++times.at(block);
  }
  EXPECT_EQ(times, std::vector<int>(blocks, 1)) << "blocks are dealt out once each";
  const auto [fewest, most] = std::minmax_element(shares.begin(), shares.end(),
                                                  [](const Share& a, const Share& b) { return a.count < b.count; });
  EXPECT_LE(most->count - fewest->count, 1U);
}

TEST(schedule, shares_tile_all_blocks_and_differ_by_at_most_one) {
  for (const Schedule schedule : {Schedule::block, Schedule::cyclic}) {
    for (const std::uint32_t ranks : rank_counts) {
      for (const std::uint64_t blocks : block_counts) {
        SCOPED_TRACE(testing::Message() << blocks << " blocks on " << ranks << " ranks, " << to_text(schedule));
        expect_fair(plan_on(ranks, schedule), blocks);
      }
    }
  }
}

TEST(schedule, block_gives_each_rank_a_run_of_blocks_in_the_order_of_ranks) {
  for (const std::uint32_t ranks : rank_counts) {
    for (const std::uint64_t blocks : block_counts) {
      std::uint64_t next = 0;
      for (const Share& share : deal(plan_on(ranks, Schedule::block), blocks)) {
        for (const std::uint64_t block : blocks_in(share, blocks)) EXPECT_EQ(block, next++);
      }
    }
  }
}

TEST(schedule, cyclic_gives_block_i_to_rank_i_mod_n) {
  for (const std::uint32_t ranks : rank_counts) {
    for (const std::uint64_t blocks : block_counts) {
      const std::vector<Share> shares = deal(plan_on(ranks, Schedule::cyclic), blocks);
      for (std::uint32_t rank = 0; rank < ranks; ++rank) {
        for (const std::uint64_t block : blocks_in(shares[rank], blocks)) EXPECT_EQ(block % ranks, rank);
      }
    }
  }
}

TEST(schedule, ranks_without_a_block_have_an_empty_share) {
  for (const Schedule schedule : {Schedule::block, Schedule::cyclic}) {
    const std::vector<Share> shares = deal(plan_on(16, schedule), 3);
    for (std::size_t rank = 0; rank < 16; ++rank) EXPECT_EQ(shares[rank].count, rank < 3 ? 1U : 0U);
  }
}

TEST(schedule, dynamic_leaves_all_to_the_dealer) {
  for (const Share& share : deal(plan_on(16, Schedule::dynamic), 1000)) EXPECT_EQ(share.count, 0U);
}

}  // namespace
}  // namespace squares
