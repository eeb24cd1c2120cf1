// Ranges of integers and their division into parts, the only division of work there is.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstdint>

namespace squares {

// `count` integers from `first` on. Kept as a count so that 2^64 is never formed.
struct Range {
  std::uint64_t first = 0;
  std::uint64_t count = 0;

  // The last integer; only of a range that has one.
  [[nodiscard]] constexpr std::uint64_t last() const { return first + (count - 1); }

  friend constexpr bool operator==(const Range&, const Range&) = default;
};

// Part k of n, k < n: the parts tile the whole in order, differ by at most one, and the longer ones come first.
constexpr Range part(Range whole, std::uint64_t k, std::uint64_t n) {
  assert(k < n);
  const std::uint64_t length = whole.count / n;
  const std::uint64_t longer = whole.count % n;
  return {whole.first + k * length + std::min(k, longer), length + (k < longer ? 1 : 0)};
}

constexpr std::uint64_t ceil_divide(std::uint64_t a, std::uint64_t b) { return a / b + (a % b != 0 ? 1 : 0); }

}  // namespace squares
