#include "core/parse.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <utility>
#include <vector>

#include "core/error.hpp"

namespace squares {
namespace {

constexpr std::uint64_t top = std::numeric_limits<std::uint64_t>::max();

using Accepted = std::vector<std::pair<const char*, std::uint64_t>>;

void expect_accepted(const Accepted& cases) {
  for (const auto& [text, value] : cases) {
    try {
      EXPECT_EQ(parse_integer(text, "--last"), value) << "'" << text << "'";
    } catch (const Error& error) {
      ADD_FAILURE() << error.what();
    }
  }
}

void expect_rejected(const std::vector<const char*>& texts, const std::string& reason) {
  for (const char* text : texts) {
    try {
      ADD_FAILURE() << "'" << text << "' was taken for " << parse_integer(text, "--last");
    } catch (const Error& error) {
      EXPECT_EQ(error.code, Exit::usage) << text;
      EXPECT_EQ(error.what(), "'" + std::string(text) + "' " + reason);
      EXPECT_EQ(error.where, "--last") << text;
      EXPECT_FALSE(error.remedy.empty()) << text;
    }
  }
}

TEST(parse, plain_digits_from_zero_to_the_largest_integer) {
  expect_accepted({{"0", 0},
                   {"1", 1},
                   {"00017", 17},
                   {"4294967295", 4294967295},
                   {"4294967296", 4294967296},
                   {"18446744073709551615", top}});
}

TEST(parse, single_underscores_between_digits_are_for_the_eye) {
  expect_accepted(
      {{"1_000_000", 1'000'000}, {"1_0", 10}, {"18_446_744_073_709_551_615", top}, {"1_0e1_0", 100'000'000'000}});
  expect_rejected({"_1", "1_", "1__0", "_", "1_k", "1e_6"}, "is no number");
}

TEST(parse, powers_of_ten) {
  expect_accepted({{"1e6", 1'000'000},
                   {"1E6", 1'000'000},
                   {"1e+6", 1'000'000},
                   {"1e0", 1},
                   {"12e3", 12'000},
                   {"1e19", 10'000'000'000'000'000'000U},
                   {"0e99999999999999999999", 0},
                   {"18446744073709551615e0", top}});
}

TEST(parse, decimal_and_binary_units) {
  expect_accepted({{"4k", 4'000},
                   {"4K", 4'000},
                   {"4Ki", 4'096},
                   {"3M", 3'000'000},
                   {"4Mi", 4'194'304},
                   {"1G", 1'000'000'000},
                   {"4Gi", 4'294'967'296},
                   {"1T", 1'000'000'000'000},
                   {"1Ti", 1'099'511'627'776},
                   {"1P", 1'000'000'000'000'000},
                   {"1Pi", 1'125'899'906'842'624},
                   {"0k", 0}});
}

TEST(parse, the_unit_of_10_to_18_is_not_taken_for_an_exponent) {
  expect_accepted({{"1E", 1'000'000'000'000'000'000}, {"18E", 18'000'000'000'000'000'000U}, {"15Ei", 15ULL << 60}});
}

TEST(parse, nothing_past_2_to_64_saturates_or_wraps) {
  expect_rejected(
      {"18446744073709551616", "18446744073709551620", "28446744073709551615", "99999999999999999999999999", "1e20",
       "2e19", "1e99999999999999999999", "16384Pi", "18447P", "18014398509481984Ki", "18446744073709552k"},
      "is larger than 2^64 - 1");
}

TEST(parse, no_sign_is_lost) {
  expect_rejected({"-1", "-0", "-3", "-18446744073709551615", "-", "--1"}, "is negative");
  expect_rejected({"+1", "1-", "1+1", "1e++6"}, "is no number");
}

TEST(parse, no_fraction_is_cut_off) {
  expect_rejected({"1.5", "1.0", "1.", "1,000", "1e-3", "1000e-3", "1.5e3", "0.5"}, "is not a whole number");
  expect_rejected({".5", "1e1.5"}, "is no number");
}

TEST(parse, everything_else_is_no_number) {
  expect_rejected({"",     " ",  " 1", "1 ",  "1 000", "0x10", "abc", "k",   "Ki",  "1kk",
                   "1Kib", "1i", "1e", "1e+", "1e6k",  "1m",   "1Zi", "nan", "inf", "1\n"},
                  "is no number");
}

TEST(parse, a_bool_is_one_of_eight_words_in_any_case) {
  for (const char* text : {"true", "yes", "on", "1", "TRUE", "Yes"}) EXPECT_TRUE(parse_bool(text, "--force")) << text;
  for (const char* text : {"false", "no", "off", "0", "FALSE", "Off"})
    EXPECT_FALSE(parse_bool(text, "--force")) << text;
  for (const char* text : {"", "2", "yess", "y", "maybe", " true"}) {
    try {
      ADD_FAILURE() << "'" << text << "' was taken for " << parse_bool(text, "--force");
    } catch (const Error& error) {
      EXPECT_EQ(error.code, Exit::usage) << text;
      EXPECT_EQ(error.where, "--force") << text;
    }
  }
}

TEST(parse, durations_are_in_seconds_or_in_units_from_the_largest_down) {
  const std::vector<std::pair<const char*, double>> cases{{"0", 0},        {"90", 90},     {"0.5", 0.5},
                                                          {"90s", 90},     {"0.5s", 0.5},  {"55m", 3300},
                                                          {"1h30m", 5400}, {"2d", 172800}, {"1d1h1m1s", 90061}};
  for (const auto& [text, seconds] : cases) EXPECT_DOUBLE_EQ(parse_duration(text, "--deadline"), seconds) << text;
  for (const char* text : {"", " ", "-1", "+1", "s", "1x", "1ms", "1m30", "30m1h", "1h1h", "1s30", "1 h", "1.s.", "..5",
                           "1e3", "inf", "1:30"}) {
    try {
      ADD_FAILURE() << "'" << text << "' was taken for " << parse_duration(text, "--deadline") << " s";
    } catch (const Error& error) {
      EXPECT_EQ(error.code, Exit::usage) << text;
      EXPECT_EQ(error.where, "--deadline") << text;
    }
  }
}

TEST(parse, a_duration_with_more_digits_than_a_number_holds_is_refused) {
  const std::string text = "0." + std::string(400, '0') + "1s";
  EXPECT_THROW(parse_duration(text, "--deadline"), Error);
}

TEST(parse, texts_are_split_into_one_more_than_there_are_separators) {
  using Texts = std::vector<std::string>;
  EXPECT_EQ(split("", ','), Texts{""});
  EXPECT_EQ(split("a", ','), Texts{"a"});
  EXPECT_EQ(split("a,,bc,", ','), (Texts{"a", "", "bc", ""}));
}

}  // namespace
}  // namespace squares
