#include "core/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

namespace squares {
namespace {

TEST(utf8, what_is_valid_stays_as_it_is) {
  for (const std::string text : {"", "squares.h5", "平方", "é", "\U0001f600", "\x7f", "\ud7ff\ue000\U0010ffff"})
    EXPECT_EQ(valid_utf8(text), text);
}

TEST(utf8, each_byte_of_no_letter_is_replaced) {
  const std::string mark = "\xef\xbf\xbd";
  EXPECT_EQ(valid_utf8("caf\xe9.h5"), "caf" + mark + ".h5");
  EXPECT_EQ(valid_utf8("\xc3"), mark);
  EXPECT_EQ(valid_utf8("\xc0\xaf"), mark + mark) << "longer than it need be";
  EXPECT_EQ(valid_utf8("\xe0\x80\xaf"), mark + mark + mark) << "longer than it need be";
  EXPECT_EQ(valid_utf8("\xed\xa0\x80"), mark + mark + mark) << "half of a pair of UTF-16";
  EXPECT_EQ(valid_utf8("\xf4\x90\x80\x80"), mark + mark + mark + mark) << "past U+10FFFF";
  EXPECT_EQ(valid_utf8("\xe5\xb9x"), mark + mark + "x") << "cut off";
}

// Independent of the table: what a letter's bytes say of its number, and how many bytes that number needs.
TEST(utf8, all_of_one_two_and_three_bytes_are_as_their_numbers_say) {
  for (unsigned number = 0; number < 0x10000; ++number) {
    std::string text;
    if (number < 0x80)
      text = {static_cast<char>(number)};
    else if (number < 0x800)
      text = {static_cast<char>(0xc0 | number >> 6), static_cast<char>(0x80 | (number & 0x3f))};
    else
      text = {static_cast<char>(0xe0 | number >> 12), static_cast<char>(0x80 | (number >> 6 & 0x3f)),
              static_cast<char>(0x80 | (number & 0x3f))};
    const bool is_letter = number < 0xd800 || number > 0xdfff;
    EXPECT_EQ(bytes_of_letter(text), is_letter ? text.size() : 0) << std::hex << number;
  }
}

}  // namespace
}  // namespace squares
