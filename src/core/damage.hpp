// What has happened to a block whose values are wrong, as far as the values tell.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "core/range.hpp"
#include "core/square.hpp"

namespace squares {

enum class DamageKind : std::uint32_t {
  bit_flip,    // one bit of one square
  zeros,       // zeros in the middle, or the whole block
  shifted,     // squares of other numbers: a block in the wrong place, or values that have moved
  torn,        // right up to a place, and nothing or something else from there on
  foreign,     // anything else
  truncated,   // the file ends before
  unreadable,  // HDF5 cannot read it: a chunk that does not unpack
  ledger,      // the block's row is broken, or does not describe the block
  table,       // /ranks, /threads or /run do not agree with the ledger
};

const char* to_text(DamageKind kind);

// A run of wrong squares.
struct Damage {
  DamageKind kind = DamageKind::foreign;
  std::uint64_t number = 0;  // the first whose square is wrong
  std::uint64_t count = 0;   // squares from there to the last wrong one
  std::uint64_t byte = 0;    // the first wrong one, from the start of the block
  Square stored;             // in place of the first
  std::uint64_t source = 0;  // for `shifted`: whose square that is
};

// Calls `found` for each damage of a block of squares, in order; `file_offset` is where its words lie in the file,
// since what is torn is torn between sectors; none: they do not lie there as they are, and are not called torn.
void find_damage(Width width, std::span<const std::uint64_t> words, Range block,
                 std::optional<std::uint64_t> file_offset, const std::function<void(const Damage&)>& found);

}  // namespace squares
