#include "parallel/looks.hpp"

#include <gtest/gtest.h>

namespace squares {
namespace {

TEST(looks, the_first_is_due_at_once) { EXPECT_TRUE(Looks().is_due(0)); }

TEST(looks, take_a_tenth_of_the_time) {
  Looks looks;
  looks.looked(5, 5.001);
  EXPECT_FALSE(looks.is_due(5.0099));
  EXPECT_TRUE(looks.is_due(5.0101));
}

TEST(looks, that_take_long_are_a_fiftieth_of_a_second_apart) {
  Looks looks;
  looks.looked(5, 6);
  EXPECT_FALSE(looks.is_due(6.0199));
  EXPECT_TRUE(looks.is_due(6.0201));
}

}  // namespace
}  // namespace squares
