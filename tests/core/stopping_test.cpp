#include "core/stopping.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>
#include <vector>

#include "core/statistics.hpp"

namespace squares {
namespace {

double half_width(const std::vector<double>& samples) {
  const Interval interval = median_interval(samples);
  return (interval.high - interval.low) / 2 / median(samples);
}

TEST(stopping, a_third_of_the_rounds_decides_and_the_others_are_taken_whatever_they_show) {
  StoppingRule rule(0.01);
  double width = 1;
  for (std::uint32_t rounds = 0; rounds < 20; ++rounds) EXPECT_FALSE(rule.is_enough(rounds, [&] { return width; }));
  width = 0.017;  // 0.01 of three times as many
  std::uint32_t looked_at = 0, rounds = 20;
  while (!rule.is_enough(rounds, [&] { return looked_at = rounds, width; })) {
    ++rounds;
    if (looked_at > 0) width = 1;
  }
  EXPECT_GE(looked_at, 20U);
  EXPECT_LE(looked_at, 22U);
  EXPECT_EQ(rounds, 3 * looked_at);
}

TEST(stopping, it_looks_more_seldom_the_more_there_is_to_look_at) {
  StoppingRule rule(0);
  int looks = 0;
  for (std::uint32_t rounds = 0; rounds < 10'000; ++rounds) rule.is_enough(rounds, [&] { return ++looks, 1.0; });
  EXPECT_LT(looks, 100);
}

// How many of a thousand intervals of a single series contain the median, where it ends by this rule.
int covered(double truth, const std::function<double()>& draw) {
  constexpr std::size_t most = 500;  // the time is up
  int found = 0;
  for (int trial = 0; trial < 1000; ++trial) {
    StoppingRule rule(0.02);
    std::vector<double> samples;
    do {
      samples.push_back(draw());
    } while (samples.size() < most &&
             !rule.is_enough(static_cast<std::uint32_t>(samples.size()), [&] { return half_width(samples); }));
    found += median_interval(samples).contains(truth) ? 1 : 0;
  }
  return found;
}

// By 12 to 500 rounds, as the noise is; now and then something takes three times as long.
TEST(stopping, intervals_keep_their_coverage) {
  std::mt19937_64 dice(20'261'126);
  int all = 0, series = 0;
  for (const double noise : {0.01, 0.03, 0.05, 0.08, 0.11, 0.2}) {
    for (const double disturbed : {0.0, 0.1}) {
      const int found = covered(1, [&] {
        const double time = std::lognormal_distribution<>(0, noise)(dice);
        const bool is_above = std::bernoulli_distribution(disturbed)(dice);
        return is_above && time > 1 ? 3 * time : time;  // the median stays where it is
      });
      EXPECT_NEAR(found, 950, 20) << "noise " << noise << ", disturbed " << disturbed;
      all += found;
      ++series;
    }
  }
  EXPECT_NEAR(static_cast<double>(all) / series, 947, 7) << "with the error of twelve thousand trials";
}

}  // namespace
}  // namespace squares
