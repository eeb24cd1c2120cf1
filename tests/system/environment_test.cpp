#include "system/environment.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

namespace squares {
namespace {

TEST(environment, what_is_set_is_there_and_empty_is_not_missing) {
  ::setenv("SQUARES_TEST_SET", "a=b", 1);
  ::setenv("SQUARES_TEST_EMPTY", "", 1);
  ::unsetenv("SQUARES_TEST_MISSING");
  EXPECT_EQ(variable("SQUARES_TEST_SET"), "a=b");
  EXPECT_EQ(variable("SQUARES_TEST_EMPTY"), "");
  EXPECT_FALSE(variable("SQUARES_TEST_MISSING"));
  using Pair = std::pair<std::string_view, std::string_view>;
  const auto all = variables();
  EXPECT_EQ(std::count(all.begin(), all.end(), Pair("SQUARES_TEST_SET", "a=b")), 1);
  EXPECT_EQ(std::count(all.begin(), all.end(), Pair("SQUARES_TEST_EMPTY", "")), 1);
}

}  // namespace
}  // namespace squares
