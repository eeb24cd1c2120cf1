#include "record/timeline.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace squares {
namespace {

void join(Stretch& stretch, const Stretch& next) {
  stretch.start_s = std::min(stretch.start_s, next.start_s);
  stretch.compute_s += next.compute_s;
  stretch.write_s += next.write_s;
  stretch.blocks += next.blocks;
  stretch.numbers += next.numbers;
}

void join_pairs(std::vector<Stretch>& stretches) {
  for (std::size_t i = 0; i < stretches.size() / 2; ++i) {
    stretches[i] = stretches[2 * i];
    join(stretches[i], stretches[2 * i + 1]);
  }
  stretches.resize(stretches.size() / 2);
}

}  // namespace

void TimelineBuilder::add(std::uint64_t block, const LedgerRow& row) {
  if (!std::isfinite(row.start_s) || !std::isfinite(row.compute_s) || !std::isfinite(row.write_s)) return;
  add(ranks_[{row.attempt, row.rank}], {row.start_s, row.compute_s, row.write_s, 1, block, row.count});
}

void TimelineBuilder::add(Thinned& rank, const Stretch& block) const {
  if (!rank.stretches.empty() && rank.stretches.back().blocks < rank.each) {
    join(rank.stretches.back(), block);
    return;
  }
  if (rank.stretches.size() == most_) {
    join_pairs(rank.stretches);
    rank.each *= 2;
  }
  rank.stretches.push_back(block);
}

Timeline TimelineBuilder::take() {
  Timeline timeline;
  for (auto& [who, rank] : ranks_) {
    std::vector<Stretch>& stretches = timeline[who] = std::move(rank.stretches);
    std::sort(stretches.begin(), stretches.end(), [](const auto& a, const auto& b) { return a.start_s < b.start_s; });
  }
  ranks_.clear();
  return timeline;
}

}  // namespace squares
