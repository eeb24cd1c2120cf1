// Work that is bound by the processor: squares that are worked out again and again in registers, and added up.
#pragma once

#include <cstdint>

#include "core/range.hpp"

namespace squares {

// The sum of the squares of a range, mod 2^64, each worked out `repeats` times.
inline std::uint64_t work_out(Range range, std::uint32_t repeats) {
  std::uint64_t sum = 0;
  for (std::uint64_t i = 0; i < range.count; ++i) {
    std::uint64_t n = range.first + i, square = 0;
    for (std::uint32_t k = 0; k < repeats; ++k) {
      asm volatile("" : "+r"(n));  // or it would be worked out once
      square = n * n;
      asm volatile("" : : "r"(square));
    }
    sum += square;
  }
  return sum;
}

// The same sum, the way a beginner adds squares up.
inline std::uint64_t added_up(Range range) {
  std::uint64_t sum = 0;
  for (std::uint64_t i = 0; i < range.count; ++i) sum += (range.first + i) * (range.first + i);
  return sum;
}

}  // namespace squares
