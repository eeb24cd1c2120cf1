#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "parallel/dealer.hpp"

namespace squares {
namespace {

TEST(dealing_group, groups_share_ranks_and_open_blocks_and_each_has_its_first_rank_as_dealer) {
  for (const int most : {1, 2, 3, 64}) {
    for (const int ranks : {1, 2, 3, 4, 63, 64, 65, 128, 129, 1'000, 5'001}) {
      for (const std::uint64_t open : {0U, 1U, 7U, 1'000U, 999'983U}) {
        std::vector<int> members(static_cast<std::size_t>(ranks));
        std::uint64_t next = 0;
        for (int rank = 0; rank < ranks; ++rank) {
          const DealingGroup group = group_of(rank, ranks, open, most);
          ASSERT_LE(group.ranks, most);
          ++members[static_cast<std::size_t>(group.dealer)];
          if (rank != group.dealer) continue;
          EXPECT_EQ(group.share.first, next) << rank << " of " << ranks;
          next += group.share.count;
          // As many for each rank as in a division among all.
          EXPECT_LE(group.share.count,
                    ceil_divide(open, static_cast<std::uint64_t>(ranks)) * static_cast<unsigned>(group.ranks));
        }
        EXPECT_EQ(next, open) << ranks << " ranks";
        for (int rank = 0; rank < ranks; ++rank) {
          const DealingGroup group = group_of(rank, ranks, open, most);
          EXPECT_EQ(members[static_cast<std::size_t>(group.dealer)], group.ranks);
          EXPECT_LE(group.dealer, rank);
        }
      }
    }
  }
}

// Questions of ranks that each take `block_s` for a block, in each second of the run.
std::vector<std::uint64_t> questions_each_second(int ranks, std::uint64_t blocks, double block_s) {
  DealSize size(ranks);
  std::vector<double> asks_at(static_cast<std::size_t>(ranks), 0.0);
  std::vector<std::uint64_t> counts;
  std::uint64_t left = blocks;
  std::size_t at_end = 0;
  while (at_end < asks_at.size()) {
    const auto next = std::min_element(asks_at.begin(), asks_at.end());
    const double now_s = *next;
    counts.resize(std::max(counts.size(), static_cast<std::size_t>(now_s) + 1));
    ++counts[static_cast<std::size_t>(now_s)];
    const std::uint64_t dealt = left == 0 ? 0 : size.next(left);
    size.note_question(now_s, dealt);
    left -= dealt;
    at_end += dealt == 0 ? 1 : 0;
    *next = dealt == 0 ? 1e300 : now_s + static_cast<double>(dealt) * block_s;
  }
  return counts;
}

TEST(deal_size, however_short_the_blocks_questions_stay_below_their_rate) {
  for (const int ranks : {1, 2, 4, 16, 63}) {
    for (const double block_s : {1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2}) {
      const auto round = static_cast<double>(DealSize(ranks).questions_in_a_round());
      for (const std::uint64_t count : questions_each_second(ranks, 1'000'000, block_s))
        EXPECT_LE(static_cast<double>(count), DealSize::most_questions_per_s + 2 * round + ranks)
            << ranks << " ranks, " << block_s << " s";
    }
  }
}

TEST(deal_size, blocks_that_take_long_are_dealt_one_by_one_in_the_end) {
  DealSize size(64);
  double now_s = 0;
  std::uint64_t left = 10'000;
  std::vector<std::uint64_t> last;
  while (left > 0) {
    const std::uint64_t dealt = size.next(left);
    size.note_question(now_s, dealt);
    EXPECT_LE(dealt, 16U);
    left -= dealt;
    if (left < 8 * 64) last.push_back(dealt);
    now_s += 0.002 * static_cast<double>(dealt);  // 500 a second
  }
  EXPECT_EQ(*std::max_element(last.begin() + 1, last.end()), 1U);
}

TEST(deal_size, a_burst_when_all_begin_makes_no_deal_longer) {
  DealSize size(64);
  for (int rank = 0; rank < 64; ++rank) size.note_question(0, 16);
  EXPECT_EQ(size.next(100), 1U);
}

TEST(deal_size, never_more_than_are_left) {
  DealSize size(4);
  for (int i = 0; i < 10'000; ++i) size.note_question(1e-6 * i, 16);
  EXPECT_GT(size.next(1'000'000), 16U);
  EXPECT_EQ(size.next(5), 5U);
}

}  // namespace
}  // namespace squares
