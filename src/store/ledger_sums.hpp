// What the ledger tells of the ranks.
#pragma once

#include <string>
#include <vector>

#include "core/measurement.hpp"
#include "store/inspect.hpp"

namespace squares {

// Sets numbers, blocks, compute_s and write_s of each rank of an attempt before `attempt` to what the ledger says, and
// adds a row for whoever is in the ledger only. Reads the file at `path`, whose ledger begins at `ledger_offset`.
void credit_blocks(const std::string& path, std::uint64_t ledger_offset, std::uint64_t blocks, std::uint32_t attempt,
                   std::vector<RankReport>& ranks);

}  // namespace squares
