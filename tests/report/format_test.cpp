#include "report/format.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace squares {
namespace {

constexpr std::uint64_t top = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t KiB = 1024;
constexpr std::uint64_t GiB = KiB * KiB * KiB;

TEST(format, digits_are_grouped_in_threes_from_the_right) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1'000), "1,000");
  EXPECT_EQ(grouped(62'500), "62,500");
  EXPECT_EQ(grouped(999'999), "999,999");
  EXPECT_EQ(grouped(1'000'000), "1,000,000");
  EXPECT_EQ(grouped(top), "18,446,744,073,709,551,615");
}

TEST(format, only_one_is_singular) {
  EXPECT_EQ(plural(0, "rank"), "0 ranks");
  EXPECT_EQ(plural(1, "rank"), "1 rank");
  EXPECT_EQ(plural(2, "rank"), "2 ranks");
  EXPECT_EQ(plural(1'000, "block"), "1,000 blocks");
}

TEST(format, bytes_have_binary_units) {
  EXPECT_EQ(human_bytes(0), "0 bytes");
  EXPECT_EQ(human_bytes(1), "1 byte");
  EXPECT_EQ(human_bytes(1023), "1,023 bytes");
  EXPECT_EQ(human_bytes(KiB), "1.0 KiB");
  EXPECT_EQ(human_bytes(8'000'000), "7.6 MiB");
  EXPECT_EQ(human_bytes(100 * GiB), "100 GiB");
  EXPECT_EQ(human_bytes(top), "16 EiB");
}

TEST(format, bytes_just_below_a_unit_are_rounded_into_it) {
  EXPECT_EQ(human_bytes(KiB * KiB - 1), "1.0 MiB");
  EXPECT_EQ(human_bytes(GiB - 1), "1.0 GiB");
}

TEST(format, rates_have_decimal_units) {
  EXPECT_EQ(human_rate(0, "B"), "0.0 B/s");
  EXPECT_EQ(human_rate(1.2e9, "B"), "1.2 GB/s");
  EXPECT_EQ(human_rate(2.5e8, "squares"), "250 M squares/s");
  EXPECT_EQ(human_rate(42, "squares"), "42 squares/s");
  EXPECT_EQ(human_rate(1e18, "B"), "1.0 EB/s");
}

TEST(format, rates_just_below_a_unit_are_rounded_into_it) { EXPECT_EQ(human_rate(999.7e6, "B"), "1.0 GB/s"); }

TEST(format, durations_are_rounded_up_and_have_at_most_two_units) {
  EXPECT_EQ(human_duration(0), "0 s");
  EXPECT_EQ(human_duration(0.001), "1 s");
  EXPECT_EQ(human_duration(4), "4 s");
  EXPECT_EQ(human_duration(59), "59 s");
  EXPECT_EQ(human_duration(59.5), "1 min 00 s");
  EXPECT_EQ(human_duration(125), "2 min 05 s");
  EXPECT_EQ(human_duration(3600), "1 h 00 min");
  EXPECT_EQ(human_duration(12'000), "3 h 20 min");
  EXPECT_EQ(human_duration(360'000), "100 h 00 min");
}

TEST(format, short_times_keep_two_digits_that_count) {
  EXPECT_EQ(human_time(0), "0.0 us");
  EXPECT_EQ(human_time(0.0000012), "1.2 us");
  EXPECT_EQ(human_time(0.00213), "2.1 ms");
  EXPECT_EQ(human_time(0.0251), "25 ms");
  EXPECT_EQ(human_time(0.9996), "1.0 s");
  EXPECT_EQ(human_time(3.94), "3.9 s");
  EXPECT_EQ(human_time(125), "2 min 05 s");
}

TEST(format, lines_break_at_spaces_and_a_long_word_does_not_keep_the_rest_together) {
  const std::string word(30, 'a'), path(100, 'b');
  EXPECT_EQ(wrapped("short\n"), "short\n");
  EXPECT_EQ(wrapped(""), "");
  EXPECT_EQ(wrapped(word + " " + word + " " + word + "\nnext\n"), word + " " + word + "\n  " + word + "\nnext\n");
  EXPECT_EQ(wrapped("files: " + path + ", " + word + " c\n"), "files:\n  " + path + ",\n  " + word + " c\n");
  EXPECT_EQ(wrapped("  " + path), "  " + path);
  EXPECT_EQ(wrapped(std::string(90, ' ')), std::string(90, ' '));
  const std::string exactly(80, 'c');
  EXPECT_EQ(wrapped(exactly + " d"), exactly + "\n  d");
}

TEST(format, hanging_lines_stand_below_their_first) {
  const std::string word(30, 'a');
  EXPECT_EQ(hanging(word + " " + word, 24), word + "\n" + std::string(24, ' ') + word);
  EXPECT_EQ(hanging(word + " " + word, 19), word + " " + word);
  EXPECT_EQ(hanging("", 24), "");
}

TEST(format, nothing_printable_is_a_command_to_a_terminal) {
  EXPECT_EQ(printable("a\x1b[31mred\x07\t\x7f\n"), "a?[31mred???\n");
  EXPECT_EQ(printable("\u009b0m \u00e9 × …"), "?0m \u00e9 × …");
  EXPECT_EQ(printable("\xc2"), "\xc2");
}

}  // namespace
}  // namespace squares
