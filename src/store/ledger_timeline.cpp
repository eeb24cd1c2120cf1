#include "store/ledger_timeline.hpp"

#include "store/ledger_rows.hpp"

namespace squares {

Timeline read_timeline(const std::string& path, std::uint64_t offset, std::uint64_t blocks, std::size_t most) {
  TimelineBuilder timeline(most);
  each_done_row(path, offset, blocks, [&](std::uint64_t block, const LedgerRow& row) { timeline.add(block, row); });
  return timeline.take();
}

}  // namespace squares
