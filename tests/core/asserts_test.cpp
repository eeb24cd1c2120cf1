#include <gtest/gtest.h>

#include "core/range.hpp"
#include "core/statistics.hpp"

namespace squares {
namespace {

// In the headers that the tests include, and in the rooms that they are linked with.
TEST(asserts, are_on_in_each_build_that_is_tested) {
  EXPECT_DEATH(static_cast<void>(part({1, 10}, 3, 3)), "k < n");
  EXPECT_DEATH(static_cast<void>(median({})), "empty");
}

}  // namespace
}  // namespace squares
