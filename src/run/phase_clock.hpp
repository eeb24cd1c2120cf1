// How long phases last.
#pragma once

#include "core/stopwatch.hpp"
#include "record/phases.hpp"

namespace squares {

// The time since the end of the last of these phases: they follow each other without gaps on the run's clock, which
// begins when the launch has ended.
inline double time_since(const Phases& phases, const Stopwatch& clock) {
  double passed_s = 0;
  for (const Phase& phase : squares::phases()) passed_s += phases.*phase.seconds;
  return clock.seconds() - (passed_s - phases.launch_s);
}

}  // namespace squares
