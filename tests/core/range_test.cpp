#include "core/range.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace squares {
namespace {

constexpr std::uint64_t top = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t two_to_32 = std::uint64_t{1} << 32;

const std::vector<Range> wholes{
    {0, 0},
    {5, 0},
    {top, 0},
    {0, 1},
    {top, 1},
    {1, 15},
    {1, 16},
    {1, 17},
    {0, top},
    {1, top},
    {top - 9, 10},
    {1, 1'000'000},
    {two_to_32 - 5, 10},
    {two_to_32 - 1, 1},
};

void expect_tiles(Range whole, std::uint64_t n) {
  SCOPED_TRACE(testing::Message() << whole.count << " numbers from " << whole.first << " in " << n << " parts");
  std::uint64_t next = whole.first;
  std::uint64_t total = 0;
  std::uint64_t previous = part(whole, 0, n).count;
  const std::uint64_t longest = previous;
  for (std::uint64_t k = 0; k < n; ++k) {
    const Range mine = part(whole, k, n);
    ASSERT_EQ(mine.first, next) << "part " << k;
    ASSERT_LE(mine.count, previous) << "a longer part after a shorter one, part " << k;
    ASSERT_LE(longest - mine.count, 1U) << "part " << k;
    previous = mine.count;
    next += mine.count;
    total += mine.count;
  }
  EXPECT_EQ(total, whole.count);
}

TEST(range, parts_tile_the_whole_and_differ_by_at_most_one) {
  for (const Range whole : wholes) {
    for (const std::uint64_t n : {1U, 2U, 3U, 7U, 16U, 17U, 1000U}) expect_tiles(whole, n);
  }
}

TEST(range, as_many_parts_as_numbers_are_one_number_each) {
  for (const std::uint64_t k : {std::uint64_t{0}, std::uint64_t{1}, two_to_32 - 1, two_to_32, top - 1}) {
    EXPECT_EQ(part({1, top}, k, top), (Range{1 + k, 1}));
  }
}

TEST(range, a_million_on_sixteen_are_62500_each) {
  EXPECT_EQ(part({1, 1'000'000}, 0, 16), (Range{1, 62'500}));
  EXPECT_EQ(part({1, 1'000'000}, 15, 16), (Range{937'501, 62'500}));
}

TEST(range, the_longer_parts_come_first) {
  EXPECT_EQ(part({10, 5}, 0, 3), (Range{10, 2}));
  EXPECT_EQ(part({10, 5}, 1, 3), (Range{12, 2}));
  EXPECT_EQ(part({10, 5}, 2, 3), (Range{14, 1}));
}

TEST(range, last_is_inclusive_up_to_the_largest_integer) {
  EXPECT_EQ((Range{7, 1}).last(), 7U);
  EXPECT_EQ((Range{top, 1}).last(), top);
  EXPECT_EQ((Range{1, top}).last(), top);
  EXPECT_EQ((Range{0, two_to_32}).last(), two_to_32 - 1);
}

TEST(range, ceil_divide_rounds_up_and_never_overflows) {
  EXPECT_EQ(ceil_divide(0, 3), 0U);
  EXPECT_EQ(ceil_divide(1, 3), 1U);
  EXPECT_EQ(ceil_divide(3, 3), 1U);
  EXPECT_EQ(ceil_divide(4, 3), 2U);
  EXPECT_EQ(ceil_divide(top, 1), top);
  EXPECT_EQ(ceil_divide(top, 2), std::uint64_t{1} << 63);
  EXPECT_EQ(ceil_divide(top, top), 1U);
  EXPECT_EQ(ceil_divide(top - 1, top), 1U);
}

}  // namespace
}  // namespace squares
