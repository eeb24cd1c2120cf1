// Seconds since a moment, by the monotonic clock of the process.
//
// The clock of a run is one whose zero is the moment at which the rank left the barrier that ends the launch, so start
// times of ranks on one node compare to within microseconds, and across nodes to within the skew of a barrier.
#pragma once

#include <chrono>
#include <utility>

namespace squares {

class Stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - zero_).count();
  }

  // Seconds since the last lap, or since the start.
  [[nodiscard]] double lap_so_far() const { return seconds() - lap_; }

  // The same; begins the next lap.
  double lap() {
    const double now = seconds();
    return now - std::exchange(lap_, now);
  }

 private:
  std::chrono::steady_clock::time_point zero_ = std::chrono::steady_clock::now();
  double lap_ = 0;
};

}  // namespace squares
