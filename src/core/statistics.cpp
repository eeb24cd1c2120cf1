#include "core/statistics.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace squares {
namespace {

// How likely the median lies between the d-th smallest and the d-th largest of n samples: each lies below it with
// probability ½, so that is 1 − 2 P(fewer than d of n).
double confidence_of(std::size_t d, std::size_t n) {
  // Both in units of 2^exponent, since 2^−n is no double for more than a thousand samples.
  double exactly_k = 1, fewer = 0;
  auto exponent = -static_cast<int>(n);
  for (std::size_t k = 0; k < d; ++k) {
    fewer += exactly_k;
    exactly_k *= static_cast<double>(n - k) / static_cast<double>(k + 1);
    if (exactly_k > 0x1p512) {
      exactly_k = std::ldexp(exactly_k, -512);
      fewer = std::ldexp(fewer, -512);
      exponent += 512;
    }
  }
  return 1 - 2 * std::ldexp(fewer, exponent);
}

}  // namespace

std::vector<double> sorted(std::span<const double> samples) {
  std::vector<double> values(samples.begin(), samples.end());
  std::sort(values.begin(), values.end());
  return values;
}

double median(std::span<const double> samples) {
  assert(!samples.empty());
  const std::vector<double> values = sorted(samples);
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

Interval median_interval(std::span<const double> samples, double confidence) {
  assert(!samples.empty());
  const std::vector<double> values = sorted(samples);
  const std::size_t n = values.size();
  std::size_t d = 1;  // the narrowest pair that is still confident enough
  while (2 * (d + 1) <= n && confidence_of(d + 1, n) >= confidence) ++d;
  const double outer = confidence_of(d, n);
  if (outer < confidence || 2 * (d + 1) > n) return {values[d - 1], values[n - d], outer};

  // Between this pair and the next narrower one, not linearly: towards the outer one.
  const double inner = confidence_of(d + 1, n);
  const double part = (outer - confidence) / (outer - inner);
  const auto count = static_cast<double>(n), depth = static_cast<double>(d);
  const double weight = (count - depth) * part / (depth + (count - 2 * depth) * part);
  return {std::lerp(values[d - 1], values[d], weight), std::lerp(values[n - d], values[n - d - 1], weight), confidence};
}

double serial_fraction(double speedup, double workers) { return (1 / speedup - 1 / workers) / (1 - 1 / workers); }

double load_balance(std::span<const double> work) {
  assert(!work.empty());
  const double most = *std::max_element(work.begin(), work.end());
  const double mean = std::accumulate(work.begin(), work.end(), 0.0) / static_cast<double>(work.size());
  return most > 0 ? mean / most : 1;
}

double ScalingLaw::speedup(double workers) const {
  return workers / (1 + contention * (workers - 1) + coherence * workers * (workers - 1));
}

// p/S − 1 = contention (p − 1) + coherence p (p − 1) is linear in both coefficients.
std::optional<ScalingLaw> fit_scaling_law(std::span<const double> workers, std::span<const double> speedups) {
  assert(workers.size() == speedups.size());
  if (workers.size() < 5) return std::nullopt;
  double xx = 0, xz = 0, zz = 0, xy = 0, zy = 0;
  for (std::size_t i = 0; i < workers.size(); ++i) {
    const double x = workers[i] - 1, z = workers[i] * (workers[i] - 1), y = workers[i] / speedups[i] - 1;
    xx += x * x;
    xz += x * z;
    zz += z * z;
    xy += x * y;
    zy += z * y;
  }
  const double determinant = xx * zz - xz * xz;
  if (determinant <= 1e-12 * xx * zz) return std::nullopt;
  ScalingLaw law{
      .contention = (xy * zz - zy * xz) / determinant, .coherence = (zy * xx - xy * xz) / determinant, .residuals = {}};
  // Where the best is on the other side of zero, the best of what is allowed is on the border.
  if (law.coherence < 0) law = {.contention = std::max(0.0, xy / xx), .coherence = 0, .residuals = {}};
  if (law.contention < 0) law = {.contention = 0, .coherence = std::max(0.0, zy / zz), .residuals = {}};
  for (std::size_t i = 0; i < workers.size(); ++i) law.residuals.push_back(speedups[i] - law.speedup(workers[i]));
  return law;
}

}  // namespace squares
