// How often a rank that computes looks for messages.
#pragma once

#include <algorithm>

namespace squares {

// A look may take long even if it finds nothing: where ranks take turns, launchers set mpi_yield_when_idle, and then it
// gives the processor to other programs, for longer than a short block takes. So looks take a tenth of the time at
// most, unless that were fewer than fifty a second.
class Looks {
 public:
  // Times are in seconds, on one clock.
  [[nodiscard]] bool is_due(double now_s) const { return now_s >= next_s_; }
  void looked(double begin_s, double end_s) {
    constexpr double longest_pause_s = 0.02;
    next_s_ = end_s + std::min(9 * (end_s - begin_s), longest_pause_s);
  }

 private:
  double next_s_ = 0;
};

}  // namespace squares
