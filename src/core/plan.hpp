// What a run will do, resolved and checked: the same on every rank.
#pragma once

#include <cstdint>
#include <optional>

#include "core/range.hpp"
#include "core/square.hpp"

namespace squares {

enum class Schedule : std::uint32_t { block, cyclic, dynamic };
enum class Verify : std::uint32_t { none, memory, file, disk };

constexpr const char* to_text(Schedule schedule) {
  return schedule == Schedule::block ? "block" : schedule == Schedule::cyclic ? "cyclic" : "dynamic";
}
constexpr const char* to_text(Verify verify) {
  return verify == Verify::disk     ? "disk"
         : verify == Verify::file   ? "file"
         : verify == Verify::memory ? "memory"
                                    : "none";
}
// Whether the values are read back; with `disk`, from the disk or by another node, and not from a page cache.
constexpr bool reads_back(Verify verify) { return verify == Verify::file || verify == Verify::disk; }

// What a file says of values that were verified this way.
constexpr const char* checked_text(Verify verify) { return verify == Verify::none ? "unchecked" : to_text(verify); }

constexpr std::uint32_t threads_auto = 0;

struct Plan {
  Range range;
  std::uint64_t blocks = 0;
  std::uint64_t block_length = 0;  // integers in each block but the last; 0: `blocks` parts as equal as can be
  std::uint32_t ranks = 1;
  std::uint32_t threads = 1;  // in each rank; threads_auto: as many as it has processors
  Schedule schedule = Schedule::block;
  Verify verify = Verify::file;
  std::uint32_t durable = 0;  // 1: the data of a block is on the disk before its row says so

  // The integers of block i, i < blocks. The blocks tile the range in order.
  [[nodiscard]] Range block(std::uint64_t i) const;
  // The integers of the longest block.
  [[nodiscard]] std::uint64_t longest_block() const;
  // Whether make_plan makes blocks like these: for those that a file claims to have.
  [[nodiscard]] bool can_be_made() const;
  // The block that holds number n of the range.
  [[nodiscard]] std::uint64_t block_of(std::uint64_t n) const;

  [[nodiscard]] Width width() const { return width_for(range.last()); }
  [[nodiscard]] std::uint64_t data_bytes() const { return range.count * bytes_per_square(width()); }
  [[nodiscard]] std::uint64_t file_bytes() const;  // of the squares and the ledger; the rest of a file is small
};

// What the user asked for; the rest of the plan follows.
struct Request {
  std::uint64_t first = 1;
  std::uint64_t last = 1'000'000;
  std::optional<std::uint64_t> block_length;
  std::uint32_t threads = 1;
  Schedule schedule = Schedule::block;
  Verify verify = Verify::file;
  bool durable = false;
};

// Throws Error(usage) for what makes no sense. Without a block length: the fewest blocks of at most 1 MiB
// whose number is a multiple of the ranks; longer ones, up to 64 MiB, where there would be more than a million.
Plan make_plan(const Request& request, std::uint32_t ranks);

}  // namespace squares
