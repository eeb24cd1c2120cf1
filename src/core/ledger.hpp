// The ledger: one row for each block of the file, which says whether the block's data is there.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/crc32c.hpp"
#include "core/range.hpp"

namespace squares {

enum class BlockState : std::uint32_t { open = 0, done = 1 };

// As stored. 64 bytes, so that no row straddles a page. Times are in seconds; start_s on the clock of the
// rank that wrote the block (see Stopwatch).
struct LedgerRow {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  std::uint32_t rank = 0;
  std::uint32_t attempt = 0;
  double start_s = 0;
  double compute_s = 0;
  double write_s = 0;
  std::uint64_t sum = 0;  // of the block's words, mod 2^64
  BlockState state = BlockState::open;
  std::uint32_t crc = 0;  // CRC-32C of the bytes before it

  [[nodiscard]] Range range() const { return {first, count}; }
};
static_assert(sizeof(LedgerRow) == 64);
static_assert(std::endian::native == std::endian::little, "the file is little-endian, and so are rows in memory");

inline std::uint32_t crc_of(const LedgerRow& row) {
  return crc32c(std::as_bytes(std::span(&row, 1)).first(offsetof(LedgerRow, crc)));
}

inline LedgerRow sealed(LedgerRow row) {
  row.crc = crc_of(row);
  return row;
}

// Of a block that is not done.
inline LedgerRow open_row(const Range& block) { return sealed({.first = block.first, .count = block.count}); }

inline bool holds(const LedgerRow& row) { return row.crc == crc_of(row); }

// Whether the row says, and can be believed, that this block is done.
inline bool says_done(const LedgerRow& row, const Range& block) {
  return holds(row) && row.state == BlockState::done && row.range() == block;
}

}  // namespace squares
