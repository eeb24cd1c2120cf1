#include "core/comparison.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace squares {
namespace {

using Times = std::vector<double>;

Times times_around(double median_s, std::size_t count, std::mt19937_64& random) {
  std::lognormal_distribution<double> noise(0, 0.1);
  Times times;
  for (std::size_t i = 0; i < count; ++i) times.push_back(median_s * noise(random));
  return times;
}

TEST(comparison, the_ratio_is_that_of_b_to_a) {
  const Comparison comparison = compare_times(Times{2}, Times{3});
  EXPECT_DOUBLE_EQ(comparison.ratio, 1.5);
  EXPECT_EQ(comparison.change, Change::unknown);
}

TEST(comparison, fewer_than_five_a_side_give_no_verdict_however_far_apart_they_are) {
  EXPECT_EQ(compare_times(Times{1, 1, 1, 1}, Times{9, 9, 9, 9, 9, 9, 9, 9}).change, Change::unknown);
  EXPECT_EQ(compare_times(Times{1, 1, 1, 1, 1}, Times{9, 9, 9, 9, 9}).change, Change::slower);
  EXPECT_EQ(compare_times(Times{9, 9, 9, 9, 9}, Times{1, 1, 1, 1, 1}).change, Change::faster);
}

// By hand: of 252 orders of 5 and 5, one each has U = 0 and U = 1, and two have U = 2.
TEST(comparison, five_against_five_leave_out_the_two_outermost_pairs_with_the_confidence_of_the_exact_test) {
  const Comparison comparison = compare_times(Times{1, 1, 1, 1, 1}, Times{1, 2, 3, 4, 5});
  EXPECT_NEAR(comparison.interval.confidence, 1 - 2 * 4.0 / 252, 1e-12);
}

TEST(comparison, separation_in_all_pairs_is_shown_with_the_confidence_that_each_of_six_phases_needs) {
  const Comparison comparison = compare_times(Times{1, 2, 3, 4, 5}, Times{6, 7, 8, 9, 10}, 1 - 0.05 / 6);
  EXPECT_EQ(comparison.change, Change::slower);
  EXPECT_NEAR(comparison.interval.confidence, 1 - 2 * 1.0 / 252, 1e-12);
}

TEST(comparison, equals_differ_by_chance_in_at_most_ten_of_a_hundred_comparisons) {
  std::mt19937_64 random(20240229);
  int found = 0;
  for (int i = 0; i < 100; ++i) {
    found += compare_times(times_around(1, 5, random), times_around(1, 5, random)).change != Change::none_shown;
  }
  EXPECT_LE(found, 10);
}

TEST(comparison, twice_as_slow_is_found_in_noise_and_the_interval_has_the_truth_about_as_often_as_it_says) {
  std::mt19937_64 random(1);
  int found = 0, covered = 0;
  for (int i = 0; i < 400; ++i) {
    const Comparison comparison = compare_times(times_around(1, 7, random), times_around(2, 7, random));
    found += comparison.change == Change::slower;
    covered += comparison.interval.contains(2);
  }
  EXPECT_EQ(found, 400);
  EXPECT_GE(covered, 370);
}

TEST(comparison, many_samples_are_no_trouble) {
  std::mt19937_64 random(2);
  EXPECT_EQ(compare_times(times_around(1, 5000, random), times_around(1.2, 5000, random)).change, Change::slower);
}

}  // namespace
}  // namespace squares
