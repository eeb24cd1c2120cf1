// What the ledger tells of the ranks.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "record/measurement.hpp"
#include "record/timeline.hpp"

namespace squares {

// The blocks that are done, by who has done them. Reads the file at `path`, whose ledger begins at `offset`.
std::map<AttemptAndRank, LedgerTotals> sum_ledger(const std::string& path, std::uint64_t offset, std::uint64_t blocks);

// Sets numbers, blocks, compute_s and write_s of each rank of an attempt before `attempt` to what the ledger says, and
// adds a row for whoever is in the ledger only.
void credit_blocks(const std::map<AttemptAndRank, LedgerTotals>& ledger, std::uint32_t attempt,
                   std::vector<RankReport>& ranks);

}  // namespace squares
