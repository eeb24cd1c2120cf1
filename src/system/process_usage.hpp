// What this process has used so far.
#pragma once

#include <cstdint>

namespace squares {

struct ProcessUsage {
  double cpu_s = 0;           // user and system, all threads
  double children_cpu_s = 0;  // of all its children that have ended
  std::uint64_t peak_rss_bytes = 0;
};

ProcessUsage process_usage();

}  // namespace squares
