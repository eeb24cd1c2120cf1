#include "core/square.hpp"

#include <algorithm>
#include <cassert>

// One binary, the widest vectors of the processor that it runs on. The resolver that picks the clone runs
// before ThreadSanitizer is ready for it, so there the plain version is all there is.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_THREAD__)
#define SQUARES_WIDEST_VECTORS __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define SQUARES_WIDEST_VECTORS
#endif

namespace squares {
namespace {

__extension__ using u128 = unsigned __int128;

SQUARES_WIDEST_VECTORS
std::uint64_t fill_narrow(std::uint64_t* words, std::size_t count, std::uint64_t first) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t n = first + i;
    const std::uint64_t value = n * n;
    words[i] = value;
    sum += value;
  }
  return sum;
}

std::uint64_t fill_wide(std::uint64_t* words, std::size_t count, std::uint64_t first) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Square value = square(first + i);
    words[2 * i] = value.low;
    words[2 * i + 1] = value.high;
    sum += value.low + value.high;
  }
  return sum;
}

// The bits in which any of the words differs from its square: zero when all are right.
SQUARES_WIDEST_VECTORS
std::uint64_t difference_narrow(const std::uint64_t* words, std::size_t count, std::uint64_t first) {
  std::uint64_t difference = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t n = first + i;
    difference |= words[i] ^ (n * n);
  }
  return difference;
}

std::uint64_t difference_wide(const std::uint64_t* words, std::size_t count, std::uint64_t first) {
  std::uint64_t difference = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Square value = square(first + i);
    difference |= (words[2 * i] ^ value.low) | (words[2 * i + 1] ^ value.high);
  }
  return difference;
}

}  // namespace

Square square(std::uint64_t n) {
  const u128 value = static_cast<u128>(n) * n;
  return {static_cast<std::uint64_t>(value), static_cast<std::uint64_t>(value >> 64)};
}

std::uint64_t fill_squares(Width width, std::span<std::uint64_t> words, std::uint64_t first) {
  assert(words.size() % words_per_square(width) == 0);
  return width == Width::narrow ? fill_narrow(words.data(), words.size(), first)
                                : fill_wide(words.data(), words.size() / 2, first);
}

std::optional<WrongSquare> find_wrong_square(Width width, std::span<const std::uint64_t> words, std::uint64_t first) {
  assert(words.size() % words_per_square(width) == 0);
  const std::size_t step = words_per_square(width);
  const std::size_t count = words.size() / step;
  const auto difference = width == Width::narrow ? difference_narrow : difference_wide;
  if (difference(words.data(), count, first) == 0) return std::nullopt;

  std::size_t i = 0;
  while (difference(words.data() + i * step, 1, first + i) == 0) ++i;
  return WrongSquare{first + i, {words[i * step], width == Width::wide ? words[i * step + 1] : 0}};
}

SQUARES_WIDEST_VECTORS
std::uint64_t sum_words(std::span<const std::uint64_t> words) {
  std::uint64_t sum = 0;
  for (const std::uint64_t word : words) sum += word;
  return sum;
}

}  // namespace squares
