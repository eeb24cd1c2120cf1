#include "report/claims_report.hpp"

#include <gtest/gtest.h>

namespace squares {
namespace {

std::string text_of(double value, const char* unit) { return figure_text({.name = "x", .unit = unit, .value = value}); }

TEST(claims_report, a_figure_is_in_a_unit_that_suits) {
  EXPECT_EQ(text_of(0, "s"), "x: 0 ns");
  EXPECT_EQ(text_of(1.25e-5, "s"), "x: 12.5 us");
  EXPECT_EQ(text_of(2, "s"), "x: 2 s");
  EXPECT_EQ(text_of(24, "1"), "x: 24");
  EXPECT_EQ(text_of(1.234, "1"), "x: 1.23");
  EXPECT_EQ(text_of(-4096, "bytes"), "x: -4096 B");
  EXPECT_EQ(text_of(4096, "bytes"), "x: 4.0 KiB");
}

TEST(claims_report, bytes_that_no_file_can_mean_are_told_as_they_are) {
  EXPECT_EQ(text_of(1e300, "bytes"), "x: 1e+300 B");
  EXPECT_EQ(text_of(0x1p64, "bytes"), "x: 1.84e+19 B");
}

TEST(claims_report, an_interval_is_told_where_it_is_one) {
  Figure figure{.name = "x", .unit = "s", .value = 2, .interval = Interval{1, 3, 0.95}, .samples = 9};
  EXPECT_EQ(figure_text(figure), "x: 2 s (1 s to 3 s)");
  figure.interval = Interval{2, 2, 0.95};
  EXPECT_EQ(figure_text(figure), "x: 2 s");
}

}  // namespace
}  // namespace squares
