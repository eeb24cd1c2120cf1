#include "record/measurement.hpp"

#include <gtest/gtest.h>

#include <string>

namespace squares {
namespace {

TEST(measurement, a_fixed_text_keeps_what_has_room) {
  EXPECT_EQ(FixedText<8>(std::string()).str(), "");
  EXPECT_EQ(FixedText<8>(std::string("1234567")).str(), "1234567");
  EXPECT_EQ(FixedText<8>(std::string("12345678")).str(), "1234567");
}

TEST(measurement, a_text_from_a_file_may_lack_its_final_zero) {
  FixedText<4> text;
  text.bytes = {'a', 'b', 'c', 'd'};
  EXPECT_EQ(text.str(), "abcd");
}

TEST(measurement, no_item_of_a_list_is_cut_to_another_number) {
  EXPECT_EQ(whole_items<8>("").str(), "");
  EXPECT_EQ(whole_items<8>("0,2,400").str(), "0,2,400");
  EXPECT_EQ(whole_items<8>("0,2,4001").str(), "0,2");
  EXPECT_EQ(whole_items<8>("0,2,400,6").str(), "0,2,400");
  EXPECT_EQ(whole_items<8>("1000-2000").str(), "");
}

}  // namespace
}  // namespace squares
