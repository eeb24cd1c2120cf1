// Squares that came back: what is wrong with them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "record/nodes.hpp"

namespace squares {

// Narrow squares of first, first + 1, …: the first damage, if there is any, found on this processor; without figure,
// round and nodes.
std::optional<WrongValue> first_wrong(std::span<const std::uint64_t> words, std::uint64_t first);

// The first number of what one node sends or writes in a round: others each time, so that what is left of an earlier
// message is no right one. Up to 2^17 squares from there on are narrow.
constexpr std::uint64_t longest_message = 1U << 17;
constexpr std::uint64_t first_number(std::uint64_t round, std::uint64_t from, std::uint64_t to, std::uint64_t which) {
  constexpr std::uint64_t places = 30'000;
  return 1 + longest_message * ((8191 * round + 131 * from + 17 * to + which) % places);
}

}  // namespace squares
