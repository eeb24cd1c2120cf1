#include "core/block_set.hpp"

#include <gtest/gtest.h>

namespace squares {
namespace {

TEST(BlockSet, an_empty_set_has_no_next) {
  EXPECT_EQ(BlockSet(0).next(0), std::nullopt);
  EXPECT_EQ(BlockSet(200).next(0), std::nullopt);
  EXPECT_EQ(BlockSet(200).count(), 0);
}

TEST(BlockSet, next_finds_each_block_that_was_added_and_no_other) {
  for (const std::uint64_t size : {1U, 63U, 64U, 65U, 128U, 200U}) {
    BlockSet set(size);
    std::vector<std::uint64_t> added;
    for (std::uint64_t block = 0; block < size; block += block % 3 + 1) {
      set.add(block);
      added.push_back(block);
    }
    std::vector<std::uint64_t> found;
    for (auto block = set.next(0); block; block = set.next(*block + 1)) found.push_back(*block);
    EXPECT_EQ(found, added);
    EXPECT_EQ(set.count(), added.size());
    for (const std::uint64_t block : added) EXPECT_TRUE(set.contains(block));
  }
}

TEST(BlockSet, last_is_the_highest_block) {
  EXPECT_EQ(BlockSet(200).last(), std::nullopt);
  BlockSet set(200);
  for (const std::uint64_t block : {0U, 5U, 63U, 64U, 199U}) {
    set.add(block);
    EXPECT_EQ(set.last(), block);
  }
}

TEST(BlockSet, all_has_every_block) {
  for (const std::uint64_t size : {0U, 1U, 64U, 65U}) {
    BlockSet set = BlockSet::all(size);
    EXPECT_EQ(set.count(), size);
    EXPECT_EQ(set.next(size), std::nullopt);
  }
}

TEST(BlockCursor, goes_through_the_blocks_with_every_stepth_number) {
  BlockSet set(300);
  std::vector<std::uint64_t> blocks;
  for (std::uint64_t block = 5; block < 300; block += 7) {
    set.add(block);
    blocks.push_back(block);
  }
  for (std::uint64_t step = 1; step < 6; ++step) {
    for (std::uint64_t first = 0; first < step; ++first) {
      const std::uint64_t count = (blocks.size() - first + step - 1) / step;
      BlockCursor cursor(set, first, count, step);
      for (std::uint64_t k = 0; k < count; ++k) EXPECT_EQ(cursor.next(), blocks[first + k * step]);
      EXPECT_EQ(cursor.next(), std::nullopt);
    }
  }
}

TEST(BlockCursor, an_empty_share_of_an_empty_set_ends_at_once) {
  const BlockSet set(10);
  EXPECT_EQ(BlockCursor(set, 0, 0, 1).next(), std::nullopt);
}

}  // namespace
}  // namespace squares
