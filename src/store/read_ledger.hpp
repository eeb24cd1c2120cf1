// What the ledger of a file tells: the blocks that are done, who did them, and when.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "core/ledger.hpp"
#include "record/measurement.hpp"
#include "record/timeline.hpp"
#include "store/stored_values.hpp"

namespace squares {

// Calls visit(block, row) for each block that is done.
template <class Visit>
void each_done_row(StoredValues& values, std::uint64_t blocks, const Visit& visit) {
  constexpr std::uint64_t at_once = 65536;
  std::vector<LedgerRow> rows;
  for (std::uint64_t first = 0; first < blocks; first += rows.size()) {
    rows.resize(std::min(at_once, blocks - first));
    values.read_rows(first, rows);
    for (std::uint64_t i = 0; i < rows.size(); ++i) {
      if (rows[i].state == BlockState::done && holds(rows[i])) visit(first + i, rows[i]);
    }
  }
}

// The blocks that are done, by who has done them.
std::map<AttemptAndRank, LedgerTotals> sum_ledger(StoredValues& values, std::uint64_t blocks);

// Sets numbers, blocks, compute_s and write_s of each rank of an attempt before `attempt` to what the ledger says, and
// adds a row for whoever is in the ledger only.
void credit_blocks(const std::map<AttemptAndRank, LedgerTotals>& ledger, std::uint32_t attempt,
                   std::vector<RankReport>& ranks);

// Who worked when: the blocks that are done, in order of time. A stretch each, or neighbours together where a rank has
// more than `most` of them, which is even. Holds no more than that in memory.
Timeline read_timeline(StoredValues& values, std::uint64_t blocks, std::size_t most);

}  // namespace squares
