// What processes and processors have used, as the kernel counts it.
#pragma once

#include <sys/types.h>

#include <cstdint>

#include "system/cpu_set.hpp"

namespace squares {

// Of this process, so far.
struct ProcessUsage {
  double cpu_s = 0;           // user and system, all threads
  double children_cpu_s = 0;  // of all its children that have ended
  std::uint64_t peak_rss_bytes = 0;
};

ProcessUsage process_usage();

// Processor time of the calling thread so far, user and system, in seconds.
double thread_cpu_s();

// What a process takes of the system's memory: its share of the pages that it uses (PSS: a page that n processes use
// counts as an n-th), and its page tables. 0 if the system does not tell.
std::uint64_t proportional_bytes(pid_t process);

// All pages that it uses, whoever else uses them (RSS).
std::uint64_t resident_bytes(pid_t process);

// What processors have done since the node was started, in seconds added up over them. The kernel counts hundredths.
struct ProcessorTime {
  double busy_s = 0;    // at work for this system
  double stolen_s = 0;  // ready to work, while the machine below did something else
  double all_s = 0;
};

// Of these processors, or of all that the node has. Zeros if the kernel does not tell.
ProcessorTime processor_time(const CpuSet& processors);
ProcessorTime processor_time();

}  // namespace squares
