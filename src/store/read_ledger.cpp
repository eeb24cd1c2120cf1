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
  const auto in_order = [](const RankReport& a, const RankReport& b) {
    return AttemptAndRank(a.attempt, a.rank) < AttemptAndRank(b.attempt, b.rank);
  };
  std::sort(ranks.begin(), ranks.end(), in_order);
  std::vector<RankReport> unknown;
  for (const auto& [who, total] : ledger) {
    RankReport rank{.attempt = who.first,
                    .rank = who.second,
                    .host = std::string("?"),
                    .cpus = std::string("?"),
                    .numa_nodes = std::string("?")};
    rank.wait_s = rank.check_s = rank.cpu_s = unknown_s;
    if (!std::binary_search(ranks.begin(), ranks.end(), rank, in_order)) unknown.push_back(rank);
  }
  ranks.insert(ranks.end(), unknown.begin(), unknown.end());
  std::sort(ranks.begin(), ranks.end(), in_order);
  for (RankReport& rank : ranks) {
    if (rank.attempt >= attempt) continue;
    const auto found = ledger.find({rank.attempt, rank.rank});
    const LedgerTotals total = found == ledger.end() ? LedgerTotals() : found->second;
    rank.numbers = total.numbers;
    rank.blocks = total.blocks;
    rank.compute_s = total.compute_s;
    rank.write_s = total.write_s;
  }
}

Timeline read_timeline(StoredValues& values, std::uint64_t blocks, std::size_t most) {
  TimelineBuilder timeline(most);
  each_done_row(values, blocks, [&](std::uint64_t block, const LedgerRow& row) { timeline.add(block, row); });
  return timeline.take();
}

}  // namespace squares
