#include "store/ledger_sums.hpp"

#include <algorithm>
#include <span>

#include "core/ledger.hpp"
#include "store/raw_file.hpp"

namespace squares {

std::map<AttemptAndRank, LedgerTotals> sum_ledger(const std::string& path, std::uint64_t offset, std::uint64_t blocks) {
  std::map<AttemptAndRank, LedgerTotals> totals;
  const RawFile file(path);
  std::vector<LedgerRow> rows;
  constexpr std::uint64_t at_once = 65536;
  for (std::uint64_t first = 0; first < blocks; first += rows.size()) {
    rows.resize(std::min(at_once, blocks - first));
    file.read(offset + first * sizeof(LedgerRow), std::as_writable_bytes(std::span(rows)));
    for (const LedgerRow& row : rows) {
      if (row.state != BlockState::done || !holds(row)) continue;
      LedgerTotals& total = totals[{row.attempt, row.rank}];
      total.numbers += row.count;
      total.blocks += 1;
      total.compute_s += row.compute_s;
      total.write_s += row.write_s;
    }
  }
  return totals;
}

void credit_blocks(const std::map<AttemptAndRank, LedgerTotals>& ledger, std::uint32_t attempt,
                   std::vector<RankReport>& ranks) {
  std::map<AttemptAndRank, RankReport> rows;
  for (const RankReport& rank : ranks) rows[{rank.attempt, rank.rank}] = rank;
  for (const auto& [who, total] : ledger) {
    if (rows.contains(who)) continue;
    RankReport& rank = rows[who];
    rank = {.attempt = who.first,
            .rank = who.second,
            .host = std::string("?"),
            .cpus = std::string("?"),
            .numa_nodes = std::string("?")};
    rank.wait_s = rank.check_s = rank.cpu_s = unknown_s;
  }
  ranks.clear();
  for (auto& [who, rank] : rows) {
    if (who.first < attempt) {
      const auto found = ledger.find(who);
      const LedgerTotals total = found == ledger.end() ? LedgerTotals() : found->second;
      rank.numbers = total.numbers;
      rank.blocks = total.blocks;
      rank.compute_s = total.compute_s;
      rank.write_s = total.write_s;
    }
    ranks.push_back(rank);
  }
}

}  // namespace squares
