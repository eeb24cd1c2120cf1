#include "core/decimal.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace squares {
namespace {

__extension__ using u128 = unsigned __int128;

constexpr std::uint64_t top = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t two_to_32 = std::uint64_t{1} << 32;

std::string digits_of(u128 value) {
  std::string digits;
  do {
    digits += static_cast<char>('0' + static_cast<int>(value % 10));
    value /= 10;
  } while (value != 0);
  std::reverse(digits.begin(), digits.end());
  return digits;
}

TEST(decimal, sums_of_all_short_ranges_are_those_added_one_by_one) {
  for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{31'000}, two_to_32 - 20}) {
    u128 sum = 0;
    for (std::uint64_t count = 0; count < 500; ++count) {
      ASSERT_EQ(sum_of_squares({first, count}), digits_of(sum)) << count << " from " << first;
      sum += u128{first + count} * (first + count);
    }
  }
}

TEST(decimal, known_sums) {
  EXPECT_EQ(sum_of_squares({1, 1'000'000}), "333333833333500000");
  EXPECT_EQ(sum_of_squares({1, 3'810'777}), "18446735571075162805");  // the last that fits 64 bits
  EXPECT_EQ(sum_of_squares({1, 3'810'778}), "18446750093104128089");
  EXPECT_EQ(sum_of_squares({two_to_32 - 5, 11}), "202914184810805067886");
  EXPECT_EQ(sum_of_squares({top - 9, 10}), "3402823669209384632604604226209631437185");
  EXPECT_EQ(sum_of_squares({1, top}), "2092367245128893587775121957608752906972172301784412323840");
}

TEST(decimal, the_sum_of_one_number_is_its_square) {
  for (const std::uint64_t n : {std::uint64_t{0}, std::uint64_t{1}, two_to_32 - 1, two_to_32, top - 1, top}) {
    EXPECT_EQ(sum_of_squares({n, 1}), to_decimal(square(n))) << n;
  }
}

TEST(decimal, the_sum_of_none_is_zero_wherever_it_begins) {
  EXPECT_EQ(sum_of_squares({0, 0}), "0");
  EXPECT_EQ(sum_of_squares({1, 0}), "0");
  EXPECT_EQ(sum_of_squares({top, 0}), "0");
}

TEST(decimal, largest_square) { EXPECT_EQ(to_decimal(square(top)), "340282366920938463426481119284349108225"); }

TEST(decimal, every_power_of_two_and_of_ten_and_their_neighbours) {
  const auto expect = [](u128 value) {
    EXPECT_EQ(to_decimal({static_cast<std::uint64_t>(value), static_cast<std::uint64_t>(value >> 64)}),
              digits_of(value));
  };
  for (int bit = 0; bit < 128; ++bit) {
    for (const int step : {-1, 0, 1}) expect((u128{1} << bit) + static_cast<u128>(step));
  }
  u128 power = 1;
  for (int zeros = 0; zeros < 39; ++zeros, power *= 10) {
    for (const int step : {-1, 0, 1}) expect(power + static_cast<u128>(step));
  }
  expect(~u128{0});
}

}  // namespace
}  // namespace squares
