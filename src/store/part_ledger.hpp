// Rows of an open part's ledger, many at a time: read through a window, written in batches.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/ledger.hpp"
#include "store/part_file.hpp"

namespace squares {

// Reads through MPI-IO.
class LedgerWindow {
 public:
  // `blocks` as the plan has them. While the window lives no rows are written.
  LedgerWindow(PartFile& file, std::uint64_t blocks) : file_(file), blocks_(blocks) {}

  const LedgerRow& row(std::uint64_t block) {
    if (block < first_ || block - first_ >= rows_.size()) {
      rows_.resize(std::min<std::uint64_t>(blocks_ - block, most_rows));
      file_.read_rows(block, rows_);
      first_ = block;
    }
    return rows_[block - first_];
  }

 private:
  static constexpr std::uint64_t most_rows = 1024;

  PartFile& file_;
  std::uint64_t blocks_;
  std::uint64_t first_ = 0;
  std::vector<LedgerRow> rows_;
};

// Rows on their way into the file. A row says that its block's data is written, so it may come late, never early: a
// kill before it costs the block's work again and nothing else.
class LedgerBatch {
 public:
  explicit LedgerBatch(PartFile& file) : file_(file) {}

  // The row of a block whose data is written; sealed. Written at once if it does not follow the rows that wait, if
  // enough of them wait, or if the first has waited for long: `now_s` is a clock in seconds.
  void add(std::uint64_t block, const LedgerRow& row, double now_s);

  // Writes the rows that wait. Before anything that is to find them in the file.
  void flush();

 private:
  static constexpr std::size_t most_rows = 64;  // a page
  static constexpr double most_wait_s = 0.1;

  PartFile& file_;
  std::array<LedgerRow, most_rows> rows_{};
  std::size_t count_ = 0;
  std::uint64_t first_ = 0;  // block of the first row that waits
  double since_s_ = 0;
};

}  // namespace squares
