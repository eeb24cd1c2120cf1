#include "store/ledger_timeline.hpp"

#include <algorithm>
#include <cmath>

#include "store/ledger_rows.hpp"

namespace squares {
namespace {

// The stretches of one rank: whenever they become too many, two neighbours become one.
class Thinned {
 public:
  void add(const Stretch& block, std::size_t most) {
    if (!stretches_.empty() && stretches_.back().blocks < each_) {
      join(stretches_.back(), block);
      return;
    }
    if (stretches_.size() == most) halve();
    stretches_.push_back(block);
  }
  std::vector<Stretch> take() {
    std::sort(stretches_.begin(), stretches_.end(), [](const auto& a, const auto& b) { return a.start_s < b.start_s; });
    return std::move(stretches_);
  }

 private:
  static void join(Stretch& stretch, const Stretch& next) {
    stretch.start_s = std::min(stretch.start_s, next.start_s);
    stretch.compute_s += next.compute_s;
    stretch.write_s += next.write_s;
    stretch.blocks += next.blocks;
    stretch.numbers += next.numbers;
  }
  void halve() {
    for (std::size_t i = 0; i < stretches_.size() / 2; ++i) {
      stretches_[i] = stretches_[2 * i];
      join(stretches_[i], stretches_[2 * i + 1]);
    }
    stretches_.resize(stretches_.size() / 2);
    each_ *= 2;
  }

  std::vector<Stretch> stretches_;
  std::uint64_t each_ = 1;  // blocks in a stretch, but the last
};

}  // namespace

Timeline read_timeline(const std::string& path, std::uint64_t offset, std::uint64_t blocks, std::size_t most) {
  std::map<AttemptAndRank, Thinned> ranks;
  each_done_row(path, offset, blocks, [&](std::uint64_t block, const LedgerRow& row) {
    const bool has_times = std::isfinite(row.start_s) && std::isfinite(row.compute_s) && std::isfinite(row.write_s);
    if (!has_times) return;
    ranks[{row.attempt, row.rank}].add({row.start_s, row.compute_s, row.write_s, 1, block, row.count}, most);
  });
  Timeline timeline;
  for (auto& [who, stretches] : ranks) timeline[who] = stretches.take();
  return timeline;
}

}  // namespace squares
