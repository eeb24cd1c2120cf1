#include "core/comparison.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <vector>

namespace squares {
namespace {

// ln of 0!, 1!, … most!
std::vector<double> log_factorials(std::size_t most) {
  std::vector<double> logs(most + 1, 0);
  for (std::size_t n = 2; n <= most; ++n) logs[n] = logs[n - 1] + std::log(static_cast<double>(n));
  return logs;
}

// A sample of m and one of n values, of which every order is as likely.
class Orders {
 public:
  Orders(std::size_t m, std::size_t n) : m_(m), n_(n), logs_(log_factorials(m + n)) {}

  // How likely the i-th smallest of the n is above the j-th smallest of the m: at least j of the i + j − 1 smallest of
  // all are of the m.
  [[nodiscard]] double above(std::size_t i, std::size_t j) const {
    const std::size_t smallest = i + j - 1;
    double sum = 0;
    for (std::size_t k = j; k <= std::min(m_, smallest); ++k) {
      sum += std::exp(log_choose(m_, k) + log_choose(n_, smallest - k) - log_choose(m_ + n_, smallest));
    }
    return sum;
  }

 private:
  [[nodiscard]] double log_choose(std::size_t from, std::size_t count) const {
    return logs_[from] - logs_[count] - logs_[from - count];
  }

  std::size_t m_, n_;
  std::vector<double> logs_;
};

// A lower bound of the ratio: the i-th smallest of B over the j-th smallest of A.
struct Bound {
  std::size_t i = 1, j = 1;
  double miss = 1;             // how likely it is above the ratio
  std::size_t unevenness = 0;  // how much further from the end it is in one sample than in the other
};

// Of those next to the medians that miss with at most `miss`, the one that is as far from the end in both samples; of
// two the one with the smaller values, since what disturbs makes times longer. Without any, the outermost.
Bound lower_bound(std::size_t m, std::size_t n, double miss) {
  const Orders orders(m, n);
  std::vector<Bound> bounds;
  std::size_t j = (m + 2) / 2;  // not below the middle
  for (std::size_t i = 1; i <= (n + 1) / 2; ++i) {
    while (j < m && orders.above(i, j) > miss) ++j;
    const double misses = orders.above(i, j);
    if (misses > miss && i > 1) break;
    if (!bounds.empty() && bounds.back().j == j) bounds.pop_back();  // this one is nearer
    const std::size_t place = i * (m + 1) + j * (n + 1), even = (m + 1) * (n + 1);
    bounds.push_back({i, j, misses, std::max(place, even) - std::min(place, even)});
  }
  return *std::min_element(bounds.begin(), bounds.end(),
                           [](const Bound& one, const Bound& other) { return one.unevenness < other.unevenness; });
}

}  // namespace

// The upper bound is the lower one of A against B, upside down: the samples may change places.
Comparison compare_times(std::span<const double> a_samples, std::span<const double> b_samples, double confidence) {
  assert(!a_samples.empty() && !b_samples.empty());
  const std::vector<double> a = sorted(a_samples), b = sorted(b_samples);
  const double miss = (1 - confidence) / 2;
  const Bound low = lower_bound(a.size(), b.size(), miss), high = lower_bound(b.size(), a.size(), miss);
  Comparison result{.ratio = median(b) / median(a),
                    .interval = {b[low.i - 1] / a[low.j - 1], b[high.j - 1] / a[high.i - 1], 1 - low.miss - high.miss}};
  Interval& interval = result.interval;
  interval.confidence = std::max(interval.confidence, 0.0);
  if (std::min(a.size(), b.size()) < samples_for_a_verdict || interval.confidence < confidence) return result;
  result.change = interval.low > 1 ? Change::slower : interval.high < 1 ? Change::faster : Change::none_shown;
  return result;
}

}  // namespace squares
