#include "core/square.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

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

// Eight successive squares at once, each followed by the one eight further on: (n + 8)² = n² + (16 n + 64), and that
// step grows by 128. Additions alone, where a product of 64 bits takes three multiplications of the vector unit. The
// check below multiplies, so that it would see a slip in here.
constexpr std::size_t lanes = 8;
using Lanes = std::uint64_t __attribute__((vector_size(lanes * sizeof(std::uint64_t))));

// 0² + 1² + … + n², mod 2^64: n (n + 1) (2 n + 1) / 6, below 2^97 where squares have one word.
std::uint64_t sum_to(std::uint64_t n) {
  const u128 m = n;
  return static_cast<std::uint64_t>(m * (m + 1) * (2 * m + 1) / 6);
}

void fill_wide_one_by_one(std::uint64_t* words, std::size_t count, std::uint64_t first) {
  for (std::size_t i = 0; i < count; ++i) {
    const Square value = square(first + i);
    words[2 * i] = value.low;
    words[2 * i + 1] = value.high;
  }
}

// Two such rows of eight by turns, a step of sixteen: the stores of one fill a pair of cache lines.
SQUARES_WIDEST_VECTORS
void fill_narrow(std::uint64_t* words, std::size_t count, std::uint64_t first) {
  constexpr std::size_t stride = 2 * lanes;
  Lanes even{}, odd{}, even_step{}, odd_step{};
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const std::uint64_t n = first + lane, m = n + lanes;
    even[lane] = n * n;
    even_step[lane] = 2 * stride * n + stride * stride;
    odd[lane] = m * m;
    odd_step[lane] = 2 * stride * m + stride * stride;
  }
  std::size_t i = 0;
  for (; i + stride <= count; i += stride) {
    std::memcpy(words + i, &even, sizeof even);
    std::memcpy(words + i + lanes, &odd, sizeof odd);
    even += even_step;
    odd += odd_step;
    even_step += 2 * stride * stride;
    odd_step += 2 * stride * stride;
  }
  for (; i < count; ++i) words[i] = (first + i) * (first + i);
}

// The same in two words, with a carry from the lower to the upper: a comparison gives all ones where it holds, that is
// −1.
SQUARES_WIDEST_VECTORS
void fill_wide(std::uint64_t* words, std::size_t count, std::uint64_t first) {
  constexpr u128 wide_lanes = lanes;
  Lanes low{}, high{}, step_low{}, step_high{};
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const std::uint64_t n = first + lane;
    const u128 step = 2 * wide_lanes * n + wide_lanes * wide_lanes;
    low[lane] = square(n).low;
    high[lane] = square(n).high;
    step_low[lane] = static_cast<std::uint64_t>(step);
    step_high[lane] = static_cast<std::uint64_t>(step >> 64);
  }
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    const Lanes first_half = __builtin_shufflevector(low, high, 0, 8, 1, 9, 2, 10, 3, 11);
    const Lanes second_half = __builtin_shufflevector(low, high, 4, 12, 5, 13, 6, 14, 7, 15);
    std::memcpy(words + 2 * i, &first_half, sizeof first_half);
    std::memcpy(words + 2 * i + lanes, &second_half, sizeof second_half);
    low += step_low;
    high += step_high - static_cast<Lanes>(low < step_low);
    step_low += 2 * lanes * lanes;
    step_high -= static_cast<Lanes>(step_low < 2 * lanes * lanes);
  }
  fill_wide_one_by_one(words + 2 * i, count - i, first + i);
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

void fill_squares(Width width, std::span<std::uint64_t> words, std::uint64_t first) {
  assert(words.size() % words_per_square(width) == 0);
  if (width == Width::wide) return fill_wide(words.data(), words.size() / 2, first);
  fill_narrow(words.data(), words.size(), first);
}

std::uint64_t fill_and_sum(Width width, std::span<std::uint64_t> words, std::uint64_t first) {
  constexpr std::size_t at_once = 2048;  // which the nearest cache still holds when they are added up
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < words.size(); i += at_once) {
    const auto piece = words.subspan(i, std::min(at_once, words.size() - i));
    fill_squares(width, piece, first + i / words_per_square(width));
    sum += sum_words(piece);
  }
  return sum;
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

std::uint64_t sum_of_right_words(Width width, std::span<const std::uint64_t> words, std::uint64_t first) {
  if (width == Width::wide || words.empty()) return sum_words(words);
  return sum_to(first + words.size() - 1) - (first == 0 ? 0 : sum_to(first - 1));
}

SQUARES_WIDEST_VECTORS
std::uint64_t sum_words(std::span<const std::uint64_t> words) {
  std::uint64_t sum = 0;
  for (const std::uint64_t word : words) sum += word;
  return sum;
}

Compared compare_squares(Width width, std::span<const std::uint64_t> words, std::uint64_t first) {
  const auto wrong = find_wrong_square(width, words, first);
  return {wrong, wrong ? sum_words(words) : sum_of_right_words(width, words, first)};
}

}  // namespace squares
