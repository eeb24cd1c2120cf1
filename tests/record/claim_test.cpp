#include "record/claim.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>

namespace squares {
namespace {

Figure figure(double low, double high, double confidence = 0.95) {
  return {"a ratio", "1", (low + high) / 2, Interval{low, high, confidence}, 10};
}

TEST(claim, the_lesson_has_24_each_with_an_id_of_its_own) {
  std::set<std::string> ids;
  for (const Claim& claim : lesson()) ids.insert(claim.id);
  EXPECT_EQ(lesson().size(), 24U);
  EXPECT_EQ(ids.size(), 24U);
}

TEST(claim, an_interval_on_one_side_of_the_threshold_decides_and_one_across_it_does_not) {
  EXPECT_EQ(above(1.25, figure(1.3, 2)), Verdict::is_true);
  EXPECT_EQ(above(1.25, figure(0.9, 1.2)), Verdict::is_false);
  EXPECT_EQ(above(1.25, figure(1.2, 1.3)), Verdict::unclear);
  EXPECT_EQ(below(1.25, figure(1.3, 2)), Verdict::is_false);
  EXPECT_EQ(below(1.25, figure(0.9, 1.2)), Verdict::is_true);
  EXPECT_EQ(below(1.25, figure(1.2, 1.3)), Verdict::unclear);
}

TEST(claim, an_interval_that_touches_the_threshold_decides_nothing) {
  EXPECT_EQ(above(1, figure(1, 2)), Verdict::unclear);
  EXPECT_EQ(below(1, figure(0.5, 1)), Verdict::unclear);
}

TEST(claim, too_few_samples_decide_nothing) {
  EXPECT_EQ(above(1, figure(2, 3, 0.5)), Verdict::unclear);
  EXPECT_EQ(below(5, figure(2, 3, 0.5)), Verdict::unclear);
  EXPECT_EQ(above(1, {"no interval", "1", 5}), Verdict::unclear);
}

TEST(claim, seven_samples_are_enough_and_three_are_not) {
  EXPECT_EQ(above(1, figure_of("", "1", std::array{2.0, 2.0, 2.1, 2.0, 2.2, 2.0, 2.0})), Verdict::is_true);
  EXPECT_EQ(above(1, figure_of("", "1", std::array{2.0, 2.0, 2.1})), Verdict::unclear);
}

TEST(claim, what_happens_sometimes_is_unclear) {
  EXPECT_EQ(each_time(10, 10), Verdict::is_true);
  EXPECT_EQ(each_time(0, 10), Verdict::is_false);
  EXPECT_EQ(each_time(9, 10), Verdict::unclear);
}

TEST(claim, holds_if_it_does_wherever_it_was_tested) {
  using enum Verdict;
  EXPECT_EQ(all_of(std::array{is_true, is_true}), is_true);
  EXPECT_EQ(all_of(std::array{is_true, untested}), is_true);
  EXPECT_EQ(all_of(std::array{is_true, unclear}), unclear);
  EXPECT_EQ(all_of(std::array{unclear, is_false}), is_false);
  EXPECT_EQ(all_of(std::array{untested, untested}), untested);
}

}  // namespace
}  // namespace squares
