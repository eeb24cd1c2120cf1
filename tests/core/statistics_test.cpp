#include "core/statistics.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <random>
#include <utility>
#include <vector>

namespace squares {
namespace {

using Values = std::vector<double>;

TEST(statistics, the_median_is_in_the_middle) {
  EXPECT_EQ(median(Values{7}), 7);
  EXPECT_EQ(median(Values{9, 1, 5}), 5);
  EXPECT_EQ(median(Values{9, 1, 5, 6}), 5.5);
}

// Worked by hand from the binomial distribution: for n = 10 the pair (2nd, 9th) has 1 − 22/1024 and the pair
// (3rd, 8th) 1 − 112/1024.
TEST(statistics, an_interval_of_ten_lies_between_the_second_and_third_from_the_ends) {
  const Values ten{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const Interval interval = median_interval(ten);
  EXPECT_GT(interval.low, 2);
  EXPECT_LT(interval.low, 3);
  EXPECT_NEAR(interval.low + interval.high, 11, 1e-12) << "symmetric, as the samples are";
  EXPECT_EQ(interval.confidence, 0.95);
  const Interval pair = median_interval(ten, 1 - 22.0 / 1024);
  EXPECT_NEAR(pair.low, 2, 1e-9);
  EXPECT_NEAR(pair.high, 9, 1e-9);
}

TEST(statistics, too_few_samples_say_what_they_are_worth) {
  EXPECT_EQ(median_interval(Values{3}).confidence, 0);
  EXPECT_EQ(median_interval(Values{3, 4}).confidence, 0.5);
  const Interval five = median_interval(Values{5, 1, 4, 2, 3});
  EXPECT_EQ(five.confidence, 0.9375);
  EXPECT_EQ(five.low, 1);
  EXPECT_EQ(five.high, 5);
}

TEST(statistics, an_interval_of_very_many_samples_is_no_point) {
  Values samples(5001);
  std::iota(samples.begin(), samples.end(), 0);
  const Interval interval = median_interval(samples);
  const double half_width = 1.96 * std::sqrt(5001) / 2;  // of a binomial distribution that is all but normal
  EXPECT_NEAR(interval.low, 2500 - half_width, 1);
  EXPECT_NEAR(interval.high, 2500 + half_width, 1);
  EXPECT_EQ(interval.confidence, 0.95);
}

TEST(statistics, an_interval_contains_the_median_to_the_last_bit) {
  EXPECT_EQ(median_interval(Values(12, 27264.0)).low, 27264.0);
  std::mt19937_64 dice(3);
  for (std::size_t n = 1; n < 60; ++n) {
    Values samples(n);
    for (double& one : samples) one = 27264.0 + 0.1 * static_cast<double>(dice() % 3);
    EXPECT_TRUE(median_interval(samples).contains(median(samples))) << n;
  }
}

// Whatever the distribution, skewed or with heavy tails, as times are.
TEST(statistics, intervals_cover_the_median_as_often_as_they_say) {
  std::mt19937_64 dice(20'261'123);
  const std::vector<std::pair<double, std::function<double()>>> distributions{
      {0, [&] { return std::normal_distribution<>()(dice); }},
      {std::log(2), [&] { return std::exponential_distribution<>()(dice); }},
      {1, [&] { return std::lognormal_distribution<>(0, 1)(dice); }},
      {0, [&] { return std::cauchy_distribution<>()(dice); }},
      {0.5, [&] { return std::uniform_real_distribution<>()(dice); }},
  };
  constexpr int rounds = 20'000;
  for (std::size_t kind = 0; kind < distributions.size(); ++kind) {
    const auto& [truth, draw] = distributions[kind];
    for (const std::size_t n : {5U, 6U, 7U, 8U, 10U, 13U, 20U, 35U, 50U}) {
      int covered = 0;
      Values samples(n);
      for (int round = 0; round < rounds; ++round) {
        std::generate(samples.begin(), samples.end(), draw);
        covered += median_interval(samples).contains(truth) ? 1 : 0;
      }
      EXPECT_NEAR(static_cast<double>(covered) / rounds, 0.95, 0.02) << "distribution " << kind << ", n = " << n;
    }
  }
}

// The worked examples of Karp and Flatt's article: a perfect speed-up has no serial part, none has nothing else, and
// half of the work shared out to two gives 4/3.
TEST(statistics, the_serial_fraction_follows_from_the_speedup) {
  EXPECT_NEAR(serial_fraction(4, 4), 0, 1e-12);
  EXPECT_NEAR(serial_fraction(1, 4), 1, 1e-12);
  EXPECT_NEAR(serial_fraction(4.0 / 3, 2), 0.5, 1e-12);
  for (const double serial : {0.01, 0.1, 0.3}) {
    for (const double workers : {2.0, 16.0, 512.0}) {
      EXPECT_NEAR(serial_fraction(1 / (serial + (1 - serial) / workers), workers), serial, 1e-12);
    }
  }
}

TEST(statistics, the_load_is_balanced_when_all_did_the_same) {
  EXPECT_EQ(load_balance(Values{3, 3, 3}), 1);
  EXPECT_EQ(load_balance(Values{4, 0, 0, 0}), 0.25);
  EXPECT_NEAR(load_balance(Values{1, 2, 3}), 2.0 / 3, 1e-12);
  EXPECT_EQ(load_balance(Values{0, 0}), 1);
}

const Values powers_of_two{1, 2, 4, 8, 16, 32};

Values speedups_of(const ScalingLaw& law, const Values& workers) {
  Values speedups;
  for (const double p : workers) speedups.push_back(law.speedup(p));
  return speedups;
}

TEST(statistics, a_fit_finds_the_law_that_made_the_data) {
  for (const double contention : {0.0, 0.02, 0.3}) {
    for (const double coherence : {0.0, 0.0005, 0.01}) {
      const ScalingLaw truth{.contention = contention, .coherence = coherence, .residuals = {}};
      const auto fit = fit_scaling_law(powers_of_two, speedups_of(truth, powers_of_two));
      ASSERT_TRUE(fit);
      EXPECT_NEAR(fit->contention, contention, 1e-9);
      EXPECT_NEAR(fit->coherence, coherence, 1e-9);
      ASSERT_EQ(fit->residuals.size(), powers_of_two.size());
      for (const double residual : fit->residuals) EXPECT_NEAR(residual, 0, 1e-6);
    }
  }
}

TEST(statistics, a_fit_is_near_the_truth_when_the_data_is_noisy) {
  std::mt19937_64 dice(7);
  std::normal_distribution<> noise(1, 0.02);
  const ScalingLaw truth{.contention = 0.05, .coherence = 0.001, .residuals = {}};
  Values workers, speedups;
  for (int round = 0; round < 200; ++round) {
    for (const double p : powers_of_two) {
      workers.push_back(p);
      speedups.push_back(truth.speedup(p) * noise(dice));
    }
  }
  const auto fit = fit_scaling_law(workers, speedups);
  ASSERT_TRUE(fit);
  EXPECT_NEAR(fit->contention, 0.05, 0.005);
  EXPECT_NEAR(fit->coherence, 0.001, 0.0003);
}

TEST(statistics, a_fit_is_never_better_than_perfect) {
  Values better = powers_of_two;
  for (double& speedup : better) speedup *= speedup > 1 ? 1.1 : 1;
  const auto fit = fit_scaling_law(powers_of_two, better);
  ASSERT_TRUE(fit);
  EXPECT_EQ(fit->contention, 0);
  EXPECT_EQ(fit->coherence, 0);
}

// The best of all laws has a negative coherence here. The best that is allowed has none, and a contention of its own.
TEST(statistics, a_fit_without_coherence_is_the_best_of_those_without) {
  const ScalingLaw beyond{.contention = 0.3, .coherence = -0.002, .residuals = {}};
  const Values speedups = speedups_of(beyond, powers_of_two);
  const auto fit = fit_scaling_law(powers_of_two, speedups);
  ASSERT_TRUE(fit);
  EXPECT_EQ(fit->coherence, 0);
  const auto squared_error = [&](double contention) {  // of what is linear in it
    double sum = 0;
    for (std::size_t i = 0; i < speedups.size(); ++i) {
      const double p = powers_of_two[i], error = p / speedups[i] - 1 - contention * (p - 1);
      sum += error * error;
    }
    return sum;
  };
  for (const double other : {0.99, 1.01}) {
    EXPECT_LT(squared_error(fit->contention), squared_error(other * fit->contention));
  }
}

TEST(statistics, a_fit_needs_five_points_and_different_workers) {
  EXPECT_FALSE(fit_scaling_law(Values{1, 2, 4, 8}, Values{1, 2, 4, 8}));
  EXPECT_FALSE(fit_scaling_law(Values{1, 1, 1, 1, 1}, Values{1, 1, 1, 1, 1}));
  EXPECT_FALSE(fit_scaling_law(Values{1, 1, 2, 2, 2}, Values{1, 1, 2, 2, 2})) << "two unknowns from one equation";
}

}  // namespace
}  // namespace squares
