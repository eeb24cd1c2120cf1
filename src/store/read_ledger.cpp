#include "store/read_ledger.hpp"

namespace squares {

std::map<AttemptAndRank, LedgerTotals> sum_ledger(StoredValues& values, std::uint64_t blocks) {
  std::map<AttemptAndRank, LedgerTotals> totals;
  each_done_row(values, blocks, [&](std::uint64_t, const LedgerRow& row) {
    LedgerTotals& total = totals[{row.attempt, row.rank}];
    total.numbers += row.count;
    total.blocks += 1;
    total.compute_s += row.compute_s;
    total.write_s += row.write_s;
  });
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

Timeline read_timeline(StoredValues& values, std::uint64_t blocks, std::size_t most) {
  TimelineBuilder timeline(most);
  each_done_row(values, blocks, [&](std::uint64_t block, const LedgerRow& row) { timeline.add(block, row); });
  return timeline.take();
}

}  // namespace squares
