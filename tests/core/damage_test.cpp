#include "core/damage.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace squares {
namespace {

constexpr std::uint64_t count = 2000;
constexpr std::uint64_t place = 4096;  // of the block in its file

// Both widths, and a range for each.
struct Sample {
  Width width;
  Range block;
  std::vector<std::uint64_t> words;

  Sample(Width w, std::uint64_t first) : width(w), block{first, count}, words(count * words_per_square(w)) {
    fill_squares(width, words, first);
  }
  std::vector<Damage> damages() const {
    std::vector<Damage> damages;
    find_damage(width, words, block, place, [&](const Damage& damage) { damages.push_back(damage); });
    return damages;
  }
  std::span<std::uint64_t> at(std::uint64_t i, std::uint64_t squares) {
    const std::uint64_t n = words_per_square(width);
    return std::span(words).subspan(i * n, squares * n);
  }
};

class Damages : public testing::TestWithParam<Width> {
 protected:
  Sample sample{GetParam(), GetParam() == Width::narrow ? std::uint64_t{1} << 20 : (std::uint64_t{1} << 40) + 1};
};
INSTANTIATE_TEST_SUITE_P(Widths, Damages, testing::Values(Width::narrow, Width::wide));

TEST_P(Damages, a_right_block_has_none) { EXPECT_TRUE(sample.damages().empty()); }

TEST_P(Damages, every_flipped_bit_is_a_bit_flip_in_its_place) {
  for (const std::uint64_t i : {std::uint64_t{0}, count / 2, count - 1}) {
    for (std::uint64_t bit = 0; bit < 64 * words_per_square(sample.width); ++bit) {
      std::uint64_t& word = sample.at(i, 1)[bit / 64];
      word ^= std::uint64_t{1} << (bit % 64);
      const auto damages = sample.damages();
      ASSERT_EQ(damages.size(), 1);
      EXPECT_EQ(damages[0].kind, DamageKind::bit_flip);
      EXPECT_EQ(damages[0].number, sample.block.first + i);
      EXPECT_EQ(damages[0].byte, i * bytes_per_square(sample.width) + bit / 8);
      word ^= std::uint64_t{1} << (bit % 64);
    }
  }
}

TEST_P(Damages, zeros_in_the_middle_and_all_zeros_are_zeros) {
  std::ranges::fill(sample.at(700, 64), 0);
  auto damages = sample.damages();
  ASSERT_EQ(damages.size(), 1);
  EXPECT_EQ(damages[0].kind, DamageKind::zeros);
  EXPECT_EQ(damages[0].number, sample.block.first + 700);
  EXPECT_EQ(damages[0].count, 64);
  std::ranges::fill(sample.words, 0);
  damages = sample.damages();
  ASSERT_EQ(damages.size(), 1);
  EXPECT_EQ(damages[0].kind, DamageKind::zeros);
  EXPECT_EQ(damages[0].count, count);
}

TEST_P(Damages, zeros_up_to_an_end_are_torn) {
  std::ranges::fill(sample.at(1000, count - 1000), 0);
  const auto damages = sample.damages();
  ASSERT_EQ(damages.size(), 1);
  EXPECT_EQ(damages[0].kind, DamageKind::torn);
}

TEST_P(Damages, the_squares_of_other_numbers_are_shifted) {
  const std::uint64_t other = sample.block.first + 77'777;
  fill_squares(sample.width, sample.words, other);
  const auto damages = sample.damages();
  ASSERT_EQ(damages.size(), 1);
  EXPECT_EQ(damages[0].kind, DamageKind::shifted);
  EXPECT_EQ(damages[0].source, other);
}

TEST_P(Damages, what_is_something_else_from_a_sector_on_is_torn_and_from_elsewhere_on_foreign) {
  std::mt19937_64 random(7);
  const std::uint64_t sector = 1088;  // squares of 8 or 16 bytes, so a whole number of sectors, and not of pages
  const auto content = sample.words;
  std::ranges::generate(sample.at(sector, count - sector), random);
  EXPECT_EQ(sample.damages().front().kind, DamageKind::torn);
  sample.words = content;
  std::ranges::generate(sample.at(sector + 13, count - sector - 13), random);
  EXPECT_EQ(sample.damages().front().kind, DamageKind::foreign);
  sample.words = content;
  std::ranges::generate(sample.at(100, 50), random);
  EXPECT_EQ(sample.damages().front().kind, DamageKind::foreign);
}

TEST_P(Damages, separate_places_are_named_one_by_one) {
  for (const std::uint64_t i : {10U, 500U, 1999U}) sample.at(i, 1)[0] ^= 4;
  EXPECT_EQ(sample.damages().size(), 3);
}

TEST_P(Damages, two_flipped_bits_are_no_bit_flip) {
  sample.at(10, 1)[0] ^= 5;
  ASSERT_EQ(sample.damages().size(), 1);
  EXPECT_EQ(sample.damages()[0].kind, DamageKind::foreign);
}

TEST_P(Damages, three_right_squares_do_not_part_a_damage_and_four_do) {
  for (const std::uint64_t i : {100U, 104U, 109U}) sample.at(i, 1)[0] ^= 4;
  const auto damages = sample.damages();
  ASSERT_EQ(damages.size(), 2);
  EXPECT_EQ(damages[0].number, sample.block.first + 100);
  EXPECT_EQ(damages[0].count, 5);
  EXPECT_EQ(damages[1].number, sample.block.first + 109);
  EXPECT_EQ(damages[1].count, 1);
}

TEST(Damage, squares_shifted_from_zero_are_recognised) {
  Sample sample(Width::narrow, 1);
  fill_squares(Width::narrow, sample.words, 0);
  ASSERT_EQ(sample.damages().size(), 1);
  EXPECT_EQ(sample.damages()[0].kind, DamageKind::shifted);
  EXPECT_EQ(sample.damages()[0].source, 0);
}

TEST(Damage, the_largest_squares_have_roots) {
  Sample sample(Width::wide, ~std::uint64_t{0} - 5 * count);
  const std::uint64_t last = ~std::uint64_t{0} - count + 1;
  fill_squares(Width::wide, sample.words, last);
  ASSERT_EQ(sample.damages().size(), 1);
  EXPECT_EQ(sample.damages()[0].kind, DamageKind::shifted);
  EXPECT_EQ(sample.damages()[0].source, last);
}

}  // namespace
}  // namespace squares
