// Rows of a part's ledger, read through MPI-IO, many at a time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/ledger.hpp"
#include "store/part_file.hpp"

namespace squares {

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

}  // namespace squares
