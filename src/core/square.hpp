// The kernel: squares as they are stored, and their check.
//
// A square is stored as one 64-bit word where every square of the range fits, else as two: low, high.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace squares {

enum class Width : std::uint32_t { narrow = 1, wide = 2 };  // words of 8 bytes for one square

constexpr std::uint64_t words_per_square(Width width) { return static_cast<std::uint64_t>(width); }
constexpr std::uint64_t bytes_per_square(Width width) { return words_per_square(width) * sizeof(std::uint64_t); }

// The narrowest width that holds n² for every n ≤ last.
constexpr Width width_for(std::uint64_t last) { return last < (std::uint64_t{1} << 32) ? Width::narrow : Width::wide; }

struct Square {
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  friend constexpr bool operator==(const Square&, const Square&) = default;
};

Square square(std::uint64_t n);

// Stores the squares of first, first+1, …; `words` holds a whole number of squares.
void fill_squares(Width width, std::span<std::uint64_t> words, std::uint64_t first);

// The same, and reads them again: returns the sum of the words as they lie in memory then, mod 2^64.
std::uint64_t fill_and_sum(Width width, std::span<std::uint64_t> words, std::uint64_t first);

// A stored square that is not the one it should be.
struct WrongSquare {
  std::uint64_t number = 0;
  Square stored;
};

// Compares `words` with the squares of first, first+1, …; the first that differs, if any.
std::optional<WrongSquare> find_wrong_square(Width width, std::span<const std::uint64_t> words, std::uint64_t first);

// The sum of words that are known, word by word, to be the squares of first, first+1, …, mod 2^64: worked out where it
// can be, without another look at them.
std::uint64_t sum_of_right_words(Width width, std::span<const std::uint64_t> words, std::uint64_t first);

// A block, or a part of one, against the squares that it should be: for check, recheck, verify and doctor alike.
struct Compared {
  std::optional<WrongSquare> wrong;  // the first
  std::uint64_t sum = 0;             // of the words as they are, mod 2^64
};
Compared compare_squares(Width width, std::span<const std::uint64_t> words, std::uint64_t first);

// The sum of `words`, mod 2^64.
std::uint64_t sum_words(std::span<const std::uint64_t> words);

}  // namespace squares
