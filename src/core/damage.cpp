#include "core/damage.hpp"

#include <bit>
#include <cmath>
#include <optional>

namespace squares {
namespace {

__extension__ using u128 = unsigned __int128;

constexpr std::uint64_t sector_bytes = 512;
constexpr std::uint64_t small_gap = 4;  // right squares that do not end a run: they may be right by chance

struct Stored {
  Width width;
  std::span<const std::uint64_t> words;
  Range block;

  [[nodiscard]] Square at(std::uint64_t i) const {
    if (width == Width::narrow) return {words[i], 0};
    return {words[2 * i], words[2 * i + 1]};
  }
  [[nodiscard]] std::uint64_t number(std::uint64_t i) const { return block.first + i; }
  [[nodiscard]] bool right(std::uint64_t i) const { return at(i) == square(number(i)); }
};

// A run of wrong squares: places begin..end−1 of the block.
struct Run {
  std::uint64_t begin;
  std::uint64_t end;
};

// The first run of wrong squares from place `begin` on, if there is one.
std::optional<Run> next_wrong_run(const Stored& stored, std::uint64_t begin) {
  std::optional<Run> run;
  for (std::uint64_t i = begin; i < stored.block.count; ++i) {
    if (stored.right(i)) {
      if (run && i - run->end + 1 >= small_gap) break;
    } else if (run) {
      run->end = i + 1;
    } else {
      run = Run{i, i + 1};
    }
  }
  return run;
}

// m with m² == value, if there is one.
std::optional<std::uint64_t> exact_root(Square value) {
  const u128 whole = (static_cast<u128>(value.high) << 64) | value.low;
  auto root = static_cast<u128>(std::sqrt(static_cast<long double>(whole)));
  while (root > 0 && root * root > whole) --root;
  while (root < ~std::uint64_t{0} && (root + 1) * (root + 1) <= whole) ++root;
  if (root * root != whole || whole == 0) return std::nullopt;
  return static_cast<std::uint64_t>(root);
}

std::uint64_t first_wrong_byte(const Stored& stored, std::uint64_t i) {
  const Square is = stored.at(i);
  const Square should = square(stored.number(i));
  const std::uint64_t low = is.low ^ should.low;
  const std::uint64_t word = low != 0 ? 0 : 1;
  const std::uint64_t difference = low != 0 ? low : is.high ^ should.high;
  return (i * words_per_square(stored.width) + word) * sizeof(std::uint64_t) +
         static_cast<std::uint64_t>(std::countr_zero(difference)) / 8;
}

bool is_bit_flip(const Stored& stored, const Run& run) {
  if (run.end - run.begin != 1) return false;
  const Square is = stored.at(run.begin);
  const Square should = square(stored.number(run.begin));
  return std::popcount(is.low ^ should.low) + std::popcount(is.high ^ should.high) == 1;
}

bool is_zeros(const Stored& stored, const Run& run) {
  for (std::uint64_t i = run.begin; i < run.end; ++i) {
    if (stored.at(i) != Square{}) return false;
  }
  return true;
}

// Whose squares the run holds, if they are the squares of consecutive numbers.
std::optional<std::uint64_t> source_of(const Stored& stored, const Run& run) {
  if (run.end - run.begin < 2) return std::nullopt;
  // The first may be the square of 0, whose root proves nothing.
  const auto last = exact_root(stored.at(run.end - 1));
  const std::uint64_t length = run.end - 1 - run.begin;
  if (!last || *last < length) return std::nullopt;
  const std::uint64_t source = *last - length;
  for (std::uint64_t i = run.begin; i < run.end; ++i) {
    if (stored.at(i) != square(source + (i - run.begin))) return std::nullopt;
  }
  return source;
}

bool is_torn(const Stored& stored, const Run& run, bool zeros, std::uint64_t file_offset, std::uint64_t first_byte) {
  const std::uint64_t count = stored.block.count;
  const bool reaches_an_end = (run.begin == 0) != (run.end == count);
  if (!reaches_an_end) return false;
  if (zeros) return true;
  const std::uint64_t border =
      run.begin == 0 ? file_offset + run.end * bytes_per_square(stored.width) : file_offset + first_byte;
  // The first wrong byte may come after the border: a few bytes may be right by chance.
  const std::uint64_t past = border % sector_bytes;
  return past < bytes_per_square(stored.width) || past > sector_bytes - bytes_per_square(stored.width);
}

}  // namespace

const char* to_text(DamageKind kind) {
  switch (kind) {
    case DamageKind::bit_flip:
      return "bit flip";
    case DamageKind::zeros:
      return "zeros";
    case DamageKind::shifted:
      return "swapped or shifted block";
    case DamageKind::torn:
      return "torn write";
    case DamageKind::foreign:
      return "foreign bytes";
    case DamageKind::truncated:
      return "truncated file";
    case DamageKind::unreadable:
      return "unreadable chunk";
    case DamageKind::ledger:
      return "ledger";
    case DamageKind::table:
      return "table";
  }
  return "unknown";
}

void find_damage(Width width, std::span<const std::uint64_t> words, Range block,
                 std::optional<std::uint64_t> file_offset, const std::function<void(const Damage&)>& found) {
  const Stored stored{width, words, block};
  for (auto next = next_wrong_run(stored, 0); next; next = next_wrong_run(stored, next->end)) {
    const Run& run = *next;
    Damage damage{.number = stored.number(run.begin),
                  .count = run.end - run.begin,
                  .byte = first_wrong_byte(stored, run.begin),
                  .stored = stored.at(run.begin)};
    const bool zeros = is_zeros(stored, run);
    if (is_bit_flip(stored, run)) {
      damage.kind = DamageKind::bit_flip;
    } else if (const auto source = source_of(stored, run)) {
      damage.kind = DamageKind::shifted;
      damage.source = *source;
    } else if (file_offset && is_torn(stored, run, zeros, *file_offset, damage.byte)) {
      damage.kind = DamageKind::torn;
    } else if (zeros) {
      damage.kind = DamageKind::zeros;
    }
    found(damage);
  }
}

}  // namespace squares
