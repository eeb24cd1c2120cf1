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

// By hand: of the 210 ways in which the 4 smallest of 5 and 5 can be taken from both, 5 have none of B, and then B's
// smallest is above A's 4th.
TEST(comparison, five_against_five_leave_out_one_with_the_confidence_of_the_exact_test) {
  const Comparison comparison = compare_times(Times{1, 1, 1, 1, 1}, Times{1, 2, 3, 4, 5});
  EXPECT_NEAR(comparison.interval.confidence, 1 - 2 * 5.0 / 210, 1e-12);
  EXPECT_EQ(comparison.interval.low, 1);
  EXPECT_EQ(comparison.interval.high, 4);
}

// Medians of 1 and 0.86, though most pairs of the two say that B is slower.
TEST(comparison, the_ratio_is_that_of_the_medians_and_its_interval_has_it_whatever_the_samples_are) {
  EXPECT_DOUBLE_EQ(compare_times(Times{0.4, 0.41, 1, 1.01, 1.02}, Times{0.84, 0.85, 0.86, 3, 3}).ratio, 0.86);
  std::mt19937_64 random(5);
  for (const std::size_t a : {1U, 2U, 5U, 8U, 9U, 40U, 61U}) {
    for (const std::size_t b : {1U, 3U, 5U, 6U, 60U, 100U}) {
      Times before = times_around(1, a, random), after = times_around(1, b, random);
      for (std::size_t i = 0; i < b; i += 2) after[i] *= 3;  // in two heaps
      const Comparison comparison = compare_times(before, after);
      EXPECT_EQ(comparison.ratio, median(after) / median(before));
      EXPECT_TRUE(comparison.interval.contains(comparison.ratio)) << a << " and " << b;
    }
  }
}

TEST(comparison, the_samples_may_change_places) {
  std::mt19937_64 random(6);
  for (const std::size_t a : {1U, 2U, 5U, 7U, 9U, 20U}) {
    for (const std::size_t b : {1U, 4U, 5U, 8U, 9U, 31U}) {
      const Times before = times_around(1, a, random), after = times_around(1.2, b, random);
      const Interval there = compare_times(before, after).interval, back = compare_times(after, before).interval;
      EXPECT_NEAR(there.low, 1 / back.high, 1e-12) << a << " and " << b;
      EXPECT_NEAR(there.high, 1 / back.low, 1e-12) << a << " and " << b;
      EXPECT_NEAR(there.confidence, back.confidence, 1e-12) << a << " and " << b;
    }
  }
}

TEST(comparison, separation_in_all_pairs_is_shown_with_the_confidence_that_each_of_six_phases_needs) {
  const Comparison comparison = compare_times(Times{1, 2, 3, 4, 5}, Times{6, 7, 8, 9, 10}, 1 - 0.05 / 6);
  EXPECT_EQ(comparison.change, Change::slower);
  EXPECT_NEAR(comparison.interval.confidence, 1 - 2 * 1.0 / 252, 1e-12);
}

// How many of a thousand comparisons show a difference, and how many intervals miss it.
struct Rates {
  int shown = 0, missed = 0;
};

Rates rates_of(double factor, double noise, std::size_t samples) {
  std::mt19937_64 random(20240229);
  std::lognormal_distribution<double> time(0, noise);
  Rates rates;
  for (int i = 0; i < 1000; ++i) {
    Times a(samples), b(samples);
    for (double& one : a) one = time(random);
    for (double& one : b) one = factor * time(random);
    const Comparison comparison = compare_times(a, b);
    rates.shown += comparison.change == Change::slower || comparison.change == Change::faster;
    rates.missed += !comparison.interval.contains(factor);
  }
  return rates;
}

TEST(comparison, at_most_one_of_twenty_comparisons_of_equals_shows_a_difference_and_as_many_intervals_miss) {
  for (const std::size_t samples : {5U, 6U, 7U, 10U, 20U, 40U, 100U}) {
    for (const double factor : {1.0, 1.05, 2.0}) {
      const Rates rates = rates_of(factor, 0.1, samples);
      EXPECT_LE(rates.missed, 64) << samples << ": 5 %, and two standard deviations of a thousand";
      EXPECT_GE(rates.missed, 5) << samples << ": an interval of 95 % is not one of 99.5 %";
      EXPECT_EQ(rates.shown, factor == 1 ? rates.missed : factor == 2 ? 1000 : rates.shown);
    }
  }
}

// As results/comparisons has it for more sizes.
TEST(comparison, five_percent_are_found_in_noise_of_one_percent_by_five_runs_and_in_three_by_twenty) {
  EXPECT_GE(rates_of(1.05, 0.01, 5).shown, 980);
  EXPECT_GE(rates_of(1.05, 0.03, 20).shown, 900);
}

// The first sixty of each side are equal.
TEST(comparison, all_samples_count) {
  Times a(101, 1), b(60, 1);
  b.resize(141, 2);
  const Comparison comparison = compare_times(a, b);
  EXPECT_EQ(comparison.ratio, 2);
  EXPECT_EQ(comparison.interval.high, 2);
}

TEST(comparison, many_samples_are_no_trouble) {
  std::mt19937_64 random(2);
  EXPECT_EQ(compare_times(times_around(1, 5000, random), times_around(1.2, 5000, random)).change, Change::slower);
}

}  // namespace
}  // namespace squares
