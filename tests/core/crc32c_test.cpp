#include "core/crc32c.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <string_view>
#include <vector>

namespace squares {
namespace {

std::uint32_t crc_of_bytes(const std::vector<unsigned char>& bytes) { return crc32c(std::as_bytes(std::span(bytes))); }

TEST(crc32c, of_nothing_is_zero) { EXPECT_EQ(crc32c({}), 0U); }

TEST(crc32c, check_value_of_the_catalogue) {
  constexpr std::string_view digits = "123456789";
  EXPECT_EQ(crc32c(std::as_bytes(std::span(digits))), 0xE3069283U);
}

TEST(crc32c, examples_of_rfc_3720) {
  std::vector<unsigned char> ascending(32);
  std::iota(ascending.begin(), ascending.end(), static_cast<unsigned char>(0));
  EXPECT_EQ(crc_of_bytes(std::vector<unsigned char>(32, 0x00)), 0x8A9136AAU);
  EXPECT_EQ(crc_of_bytes(std::vector<unsigned char>(32, 0xFF)), 0x62A8AB43U);
  EXPECT_EQ(crc_of_bytes(ascending), 0x46DD794EU);
  EXPECT_EQ(crc_of_bytes({ascending.rbegin(), ascending.rend()}), 0x113FDB5CU);
}

}  // namespace
}  // namespace squares
