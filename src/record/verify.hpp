// What the verification of files has found.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/damage.hpp"
#include "core/error.hpp"
#include "core/range.hpp"
#include "record/file_facts.hpp"

namespace squares {

// Of values that are read through HDF5.
constexpr std::uint64_t nowhere = ~std::uint64_t{0};

// Something wrong, in a place. Fields that a kind has no use for are 0.
struct Finding {
  DamageKind kind = DamageKind::foreign;
  std::uint32_t rank = 0;  // who wrote the block
  std::uint32_t thread = 0;
  std::uint32_t attempt = 0;
  std::uint64_t number = 0;  // the first of `count` whose square is wrong
  std::uint64_t count = 0;
  std::uint64_t index = 0;  // of `number` in /squares
  std::uint64_t byte = 0;   // of the file, or nowhere
  std::uint64_t block = 0;
  Square stored;
  std::uint64_t source = 0;  // whose squares are there instead, for DamageKind::shifted
};

// What the ranks have counted.
struct BlockCounts {
  std::uint64_t right_numbers = 0;
  std::uint64_t wrong_numbers = 0;
  std::uint64_t open_numbers = 0;
  std::uint64_t open_blocks = 0;
  std::uint64_t findings = 0;  // all, of which only the first may have been kept

  BlockCounts& operator+=(const BlockCounts& other) {
    right_numbers += other.right_numbers;
    wrong_numbers += other.wrong_numbers;
    open_numbers += other.open_numbers;
    open_blocks += other.open_blocks;
    findings += other.findings;
    return *this;
  }
};

struct FileVerdict {
  std::string path;
  std::optional<Error> error;  // why nothing could be checked
  FileFacts facts;
  BlockCounts counts;
  std::vector<Finding> findings;
  std::uint64_t lost_bytes = 0;            // off its end
  std::vector<std::string> disagreements;  // of the tables with the ledger
  double seconds = 0;
  bool reopened = false;

  [[nodiscard]] bool is_wrong() const { return counts.findings > 0 || lost_bytes > 0 || !disagreements.empty(); }
  [[nodiscard]] Exit exit() const;
};

// How files cover a range together.
struct Cover {
  Range range;
  std::vector<Range> gaps;
  std::vector<Range> overlaps;

  [[nodiscard]] bool holds() const { return gaps.empty() && overlaps.empty(); }
};

struct VerifyResult {
  std::vector<FileVerdict> files;
  std::optional<Cover> cover;

  // The worst that any file says: wrong values, then input that failed, then open blocks, then
  // whatever else.
  [[nodiscard]] Exit exit() const;
};

// The gaps and overlaps that the files' ranges leave in `range`; of a file that could not be read, nothing counts.
Cover cover_of(Range range, const std::vector<FileVerdict>& files);

}  // namespace squares
