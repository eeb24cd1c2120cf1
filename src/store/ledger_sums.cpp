#include "store/ledger_sums.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "core/ledger.hpp"
#include "store/raw_file.hpp"

namespace squares {

void credit_blocks(const std::string& path, std::uint64_t ledger_offset, std::uint64_t blocks, std::uint32_t attempt,
                   std::vector<RankReport>& ranks) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, RankReport> rows;
  for (RankReport& rank : ranks) {
    if (rank.attempt < attempt) {
      rank.numbers = rank.blocks = 0;
      rank.compute_s = rank.write_s = 0;
    }
    rows[{rank.attempt, rank.rank}] = rank;
  }
  const RawFile file(path);
  std::vector<LedgerRow> ledger;
  constexpr std::uint64_t at_once = 65536;
  for (std::uint64_t first = 0; first < blocks; first += ledger.size()) {
    ledger.resize(std::min(at_once, blocks - first));
    file.read(ledger_offset + first * sizeof(LedgerRow), std::as_writable_bytes(std::span(ledger)));
    for (const LedgerRow& block : ledger) {
      if (block.attempt >= attempt || block.state != BlockState::done) continue;
      RankReport& rank = rows[{block.attempt, block.rank}];
      if (rank.attempt == 0) {
        rank = {.attempt = block.attempt, .rank = block.rank, .host = std::string("?"), .cpus = std::string("?")};
        rank.wait_s = rank.check_s = rank.cpu_s = unknown_s;
      }
      rank.numbers += block.count;
      rank.blocks += 1;
      rank.compute_s += block.compute_s;
      rank.write_s += block.write_s;
    }
  }
  ranks.clear();
  for (const auto& [key, rank] : rows) ranks.push_back(rank);
}

}  // namespace squares
