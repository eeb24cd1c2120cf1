#include "core/ledger.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>

namespace squares {
namespace {

LedgerRow some_row() {
  return sealed({.first = 1,
                 .count = 62'500,
                 .rank = 3,
                 .attempt = 1,
                 .start_s = 0.25,
                 .compute_s = 1e-5,
                 .write_s = 2e-4,
                 .sum = std::numeric_limits<std::uint64_t>::max(),
                 .state = BlockState::done});
}

TEST(ledger, a_sealed_row_holds) {
  EXPECT_TRUE(holds(some_row()));
  EXPECT_TRUE(holds(sealed({})));
  EXPECT_TRUE(holds(sealed(sealed(some_row()))));
}

TEST(ledger, every_single_flipped_bit_is_noticed) {
  for (std::size_t bit = 0; bit < 8 * sizeof(LedgerRow); ++bit) {
    LedgerRow row = some_row();
    auto* bytes = reinterpret_cast<unsigned char*>(&row);
    bytes[bit / 8] = static_cast<unsigned char>(bytes[bit / 8] ^ (1U << (bit % 8)));
    EXPECT_FALSE(holds(row)) << "bit " << bit;
  }
}

TEST(ledger, memory_that_was_never_written_does_not_hold) {
  for (const int byte : {0x00, 0xFF, 0xA5}) {
    LedgerRow row;
    std::memset(static_cast<void*>(&row), byte, sizeof row);
    EXPECT_FALSE(holds(row)) << byte;
  }
}

TEST(ledger, a_row_half_of_another_does_not_hold) {
  LedgerRow torn = some_row();
  const LedgerRow open = sealed({.first = 1, .count = 62'500});
  for (const std::size_t kept : {4U, 8U, 16U, 32U, 48U, 60U}) {
    std::memcpy(static_cast<void*>(&torn), &open, sizeof torn);
    const LedgerRow done = some_row();
    std::memcpy(static_cast<void*>(&torn), &done, kept);
    EXPECT_EQ(holds(torn), std::memcmp(&torn, &open, sizeof torn) == 0) << kept << " bytes written";
  }
}

TEST(ledger, a_new_row_is_open) {
  EXPECT_EQ(LedgerRow{}.state, BlockState::open);
  EXPECT_EQ(static_cast<std::uint32_t>(BlockState::open), 0U);
  EXPECT_EQ(some_row().range(), (Range{1, 62'500}));
}

}  // namespace
}  // namespace squares
