#include "system/process_usage.hpp"

#include <sys/resource.h>

namespace squares {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

}  // namespace

ProcessUsage process_usage() {
  rusage own{}, children{};
  getrusage(RUSAGE_SELF, &own);
  getrusage(RUSAGE_CHILDREN, &children);
  return {.cpu_s = seconds(own.ru_utime) + seconds(own.ru_stime),
          .children_cpu_s = seconds(children.ru_utime) + seconds(children.ru_stime),
          .peak_rss_bytes = static_cast<std::uint64_t>(own.ru_maxrss) * 1024};
}

}  // namespace squares
