// squares' statistics for the benchmarks' Python.
#include "core/statistics.hpp"

#include <cstddef>

// As the struct lies in memory: low, high, confidence.
extern "C" squares::Interval median_interval(const double* values, std::size_t count, double confidence) {
  return squares::median_interval({values, count}, confidence);
}
