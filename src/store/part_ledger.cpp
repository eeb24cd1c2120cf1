#include "store/part_ledger.hpp"

#include <span>

namespace squares {

void LedgerBatch::add(std::uint64_t block, const LedgerRow& row, double now_s) {
  if (count_ > 0 && block != first_ + count_) flush();
  if (count_ == 0) {
    first_ = block;
    since_s_ = now_s;
  }
  rows_.at(count_++) = row;
  if (count_ == most_rows || now_s - since_s_ > most_wait_s) flush();
}

void LedgerBatch::flush() {
  if (count_ == 0) return;
  file_.write_rows(first_, std::span(rows_).first(count_));
  count_ = 0;
}

}  // namespace squares
