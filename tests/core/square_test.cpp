#include "core/square.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <limits>
#include <vector>

namespace squares {
namespace {

__extension__ using u128 = unsigned __int128;

constexpr std::uint64_t top = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t two_to_32 = std::uint64_t{1} << 32;
constexpr std::uint64_t two_to_60 = std::uint64_t{1} << 60;
constexpr std::uint64_t guard = 0xDEAD'BEEF'DEAD'BEEF;

struct Start {
  Width width;
  std::uint64_t first;
};

// Where a run of `count` integers may begin, edges of its width among them.
std::vector<Start> starts(std::uint64_t count) {
  return {{Width::narrow, 0},
          {Width::narrow, 1},
          {Width::narrow, 65'530},
          {Width::narrow, two_to_32 - count},
          {Width::wide, 0},
          {Width::wide, two_to_32 - 3},  // crosses 2^32
          {Width::wide, two_to_32},
          {Width::wide, two_to_60 - 40},  // crosses 2^60, where (n + 8)² − n² passes 2^64
          {Width::wide, (top >> 1) - 3},
          {Width::wide, top - (count - 1)}};
}

// Every length around those of the vectors, and one of many vectors.
constexpr std::uint64_t lengths[]{1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 1000};

std::vector<std::uint64_t> filled(Start start, std::uint64_t count) {
  std::vector<std::uint64_t> words(count * words_per_square(start.width));
  fill_squares(start.width, words, start.first);
  return words;
}

TEST(square, is_exact_up_to_the_largest_integer) {
  for (const std::uint64_t n :
       {std::uint64_t{0}, std::uint64_t{1}, two_to_32 - 1, two_to_32, two_to_32 + 1, top - 1, top}) {
    const u128 exact = u128{n} * n;
    EXPECT_EQ(square(n).low, static_cast<std::uint64_t>(exact)) << n;
    EXPECT_EQ(square(n).high, static_cast<std::uint64_t>(exact >> 64)) << n;
  }
  EXPECT_EQ(square(top), (Square{1, top - 1}));
}

TEST(square, is_narrow_as_long_as_every_square_fits) {
  EXPECT_EQ(width_for(0), Width::narrow);
  EXPECT_EQ(width_for(two_to_32 - 1), Width::narrow);
  EXPECT_EQ(width_for(two_to_32), Width::wide);
  EXPECT_EQ(width_for(top), Width::wide);
  EXPECT_EQ(bytes_per_square(Width::narrow), 8U);
  EXPECT_EQ(bytes_per_square(Width::wide), 16U);
}

TEST(square, kernels_store_the_exact_squares_and_their_sum) {
  for (const std::uint64_t count : lengths) {
    for (const auto& [width, first] : starts(count)) {
      std::vector<std::uint64_t> words(count * words_per_square(width));
      const std::uint64_t sum = fill_and_sum(width, words, first);
      std::uint64_t expected_sum = 0;
      for (std::uint64_t i = 0; i < count; ++i) {
        const u128 exact = u128{first + i} * (first + i);
        const std::size_t at = i * words_per_square(width);
        ASSERT_EQ(words[at], static_cast<std::uint64_t>(exact)) << first + i;
        if (width == Width::wide) {
          ASSERT_EQ(words[at + 1], static_cast<std::uint64_t>(exact >> 64)) << first + i;
          expected_sum += words[at + 1];
        } else {
          ASSERT_EQ(static_cast<std::uint64_t>(exact >> 64), 0U) << first + i;
        }
        expected_sum += words[at];
      }
      EXPECT_EQ(sum, expected_sum) << count << " from " << first;
      EXPECT_EQ(sum_words(words), expected_sum) << count << " from " << first;
    }
  }
}

// Memory that loses what is written to it: the same page twice, so that the second half is all there is.
TEST(square, the_sum_is_that_of_the_words_as_they_lie_in_memory) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const int file = memfd_create("page", MFD_CLOEXEC);
  ASSERT_EQ(ftruncate(file, static_cast<off_t>(page)), 0);
  void* const two = mmap(nullptr, 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(two, MAP_FAILED);
  for (const std::size_t at : {std::size_t{0}, page}) {
    ASSERT_NE(mmap(static_cast<std::byte*>(two) + at, page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file, 0),
              MAP_FAILED);
  }
  const std::span<std::uint64_t> words(static_cast<std::uint64_t*>(two), 2 * page / sizeof(std::uint64_t));
  for (const Width width : {Width::narrow, Width::wide}) {
    const std::uint64_t first = width == Width::narrow ? 1 : two_to_32;
    const std::uint64_t sum = fill_and_sum(width, words, first);
    EXPECT_EQ(sum, sum_words(words));
    std::vector<std::uint64_t> right(words.size());
    EXPECT_NE(sum, fill_and_sum(width, right, first));
  }
  munmap(two, 2 * page);
  close(file);
}

TEST(square, kernels_write_nothing_beside_their_words) {
  for (const std::uint64_t count : lengths) {
    for (const auto& [width, first] : starts(count)) {
      const std::uint64_t size = count * words_per_square(width);
      std::vector<std::uint64_t> words(size + 16, guard);
      fill_squares(width, std::span(words).subspan(8, size), first);
      for (std::uint64_t i = 0; i < 8; ++i) {
        EXPECT_EQ(words[i], guard);
        EXPECT_EQ(words[8 + size + i], guard);
      }
    }
  }
}

TEST(square, no_squares_are_right_and_sum_to_zero) {
  for (const Width width : {Width::narrow, Width::wide}) {
    EXPECT_EQ(fill_and_sum(width, {}, 5), 0U);
    EXPECT_FALSE(find_wrong_square(width, {}, 5));
  }
  EXPECT_EQ(sum_words({}), 0U);
}

TEST(square, right_squares_are_not_called_wrong) {
  for (const std::uint64_t count : lengths) {
    for (const Start start : starts(count)) {
      EXPECT_FALSE(find_wrong_square(start.width, filled(start, count), start.first))
          << count << " from " << start.first;
    }
  }
}

TEST(square, every_flipped_bit_at_every_position_is_found_and_named) {
  constexpr std::uint64_t count = 67;
  for (const Start start : starts(count)) {
    std::vector<std::uint64_t> words = filled(start, count);
    for (std::size_t at = 0; at < words.size(); ++at) {
      for (unsigned bit = 0; bit < 64; ++bit) {
        words[at] ^= std::uint64_t{1} << bit;
        const auto wrong = find_wrong_square(start.width, words, start.first);
        const std::size_t i = at / words_per_square(start.width);
        ASSERT_TRUE(wrong) << "word " << at << ", bit " << bit << ", from " << start.first;
        ASSERT_EQ(wrong->number, start.first + i);
        ASSERT_EQ(wrong->stored.low, words[i * words_per_square(start.width)]);
        ASSERT_EQ(wrong->stored.high, start.width == Width::wide ? words[2 * i + 1] : 0);
        words[at] ^= std::uint64_t{1} << bit;
      }
    }
  }
}

TEST(square, of_several_wrong_squares_the_first_is_named) {
  std::vector<std::uint64_t> words = filled({Width::narrow, 100}, 50);
  words[49] = 0;
  words[7] = 1;
  words[8] = 2;
  const auto wrong = find_wrong_square(Width::narrow, words, 100);
  ASSERT_TRUE(wrong);
  EXPECT_EQ(wrong->number, 107U);
  EXPECT_EQ(wrong->stored, (Square{1, 0}));
}

TEST(square, squares_of_other_numbers_are_wrong) {
  const std::vector<std::uint64_t> words = filled({Width::narrow, 1}, 64);
  const auto wrong = find_wrong_square(Width::narrow, words, 2);
  ASSERT_TRUE(wrong);
  EXPECT_EQ(wrong->number, 2U);
}

}  // namespace
}  // namespace squares
