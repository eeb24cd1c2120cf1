#include "core/comparison.hpp"

#include <algorithm>
#include <cassert>
#include <vector>

namespace squares {
namespace {

// How likely the statistic U of Mann and Whitney, the number of pairs in which B is smaller, is u = 0, 1, …, where all
// orders of a and b values are as likely: the share of a-subsets of 1..a+b by their sum.
std::vector<double> distribution_of_u(std::size_t a, std::size_t b) {
  // ways[k][u]: of k chosen so far
  std::vector<std::vector<double>> ways(a + 1, std::vector<double>(a * b + 1, 0));
  ways[0][0] = 1;
  for (std::size_t place = 0; place < a + b; ++place) {
    for (std::size_t k = std::min(a, place + 1); k > 0; --k) {
      const std::size_t before = place - (k - 1);  // values of the other side before this place
      if (before > b) continue;
      for (std::size_t u = before; u <= a * b; ++u) ways[k][u] += ways[k - 1][u - before];
    }
  }
  double all = 0;
  for (const double count : ways[a]) all += count;
  for (double& count : ways[a]) count /= all;
  return ways[a];
}

// The first so many samples of a side are enough.
constexpr std::size_t most_samples = 60;

std::vector<double> enough_of(std::span<const double> samples) {
  const auto kept = samples.first(std::min(samples.size(), most_samples));
  return {kept.begin(), kept.end()};
}

}  // namespace

Comparison compare_times(std::span<const double> a_samples, std::span<const double> b_samples, double confidence) {
  assert(!a_samples.empty() && !b_samples.empty());
  const std::vector<double> a = enough_of(a_samples), b = enough_of(b_samples);
  std::vector<double> ratios;
  for (const double before : a) {
    for (const double after : b) ratios.push_back(after / before);
  }
  std::sort(ratios.begin(), ratios.end());

  // The interval reaches from the d-th smallest to the d-th largest pair; it misses with probability 2 P(U < d).
  const std::vector<double> likely = distribution_of_u(a.size(), b.size());
  std::size_t d = 1;
  double below = likely[0];
  while (d < ratios.size() / 2 && 2 * (below + likely[d]) <= 1 - confidence) below += likely[d++];
  Comparison result{.ratio = median(ratios),
                    .interval = {ratios[d - 1], ratios[ratios.size() - d], std::max(0.0, 1 - 2 * below)}};
  const bool enough = std::min(a.size(), b.size()) >= samples_for_a_verdict && result.interval.confidence >= confidence;
  if (!enough) return result;
  result.change = result.interval.low > 1    ? Change::slower
                  : result.interval.high < 1 ? Change::faster
                                             : Change::none_shown;
  return result;
}

}  // namespace squares
