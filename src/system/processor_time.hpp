// What processors have done since the node was started, as the kernel counts it: in hundredths of a second.
#pragma once

#include "system/cpu_set.hpp"

namespace squares {

// In seconds, added up over the processors.
struct ProcessorTime {
  double busy_s = 0;    // at work for this system
  double stolen_s = 0;  // ready to work, while the machine below did something else
  double all_s = 0;
};

// Of these processors, or of all that the node has. Zeros if the kernel does not tell.
ProcessorTime processor_time(const CpuSet& processors);
ProcessorTime processor_time();

}  // namespace squares
