// Statistics of times and speeds that assume no distribution.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace squares {

std::vector<double> sorted(std::span<const double> samples);

// Of at least one sample; between the two in the middle where their number is even.
double median(std::span<const double> samples);

// Where the median of what was sampled lies, as the order of the samples tells (D. R. Hettmansperger and S. J.
// Sheather, Confidence intervals based on interpolated order statistics, 1986). It contains the samples' median.
struct Interval {
  double low = 0;
  double high = 0;
  double confidence = 0;  // less than was asked for where the samples are too few for it: 0.9375 for 5 of them

  [[nodiscard]] bool contains(double value) const { return low <= value && value <= high; }
};
Interval median_interval(std::span<const double> samples, double confidence = 0.95);

// The share of the work that is not shared out, as `speedup` on `workers` > 1 tells (A. H. Karp and H. P. Flatt,
// Measuring parallel processor performance, 1990).
double serial_fraction(double speedup, double workers);

// The mean of what the workers did over the most that one did: 1 when all did the same.
double load_balance(std::span<const double> work);

// The universal scalability law (N. J. Gunther): speed-up on p workers is p / (1 + contention (p − 1) + coherence p (p
// − 1)).
struct ScalingLaw {
  double contention = 0;
  double coherence = 0;
  std::vector<double> residuals;  // measured − fitted speed-up, as given

  [[nodiscard]] double speedup(double workers) const;
};

// Fitted by least squares to speed-ups over one worker, both coefficients at least zero. None for fewer than five
// points, or where all have the same number of workers.
std::optional<ScalingLaw> fit_scaling_law(std::span<const double> workers, std::span<const double> speedups);

}  // namespace squares
