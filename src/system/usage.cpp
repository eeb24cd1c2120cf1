#include "system/usage.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <ctime>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>

namespace squares {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

// The value of a line such as "Pss:     123 kB", in bytes; 0 if there is none.
std::uint64_t value_of(pid_t process, const char* file, const std::string& key) {
  std::ifstream lines("/proc/" + std::to_string(process) + "/" + file);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(key + ":")) return std::stoull(line.substr(key.size() + 1)) << 10;
  }
  return 0;
}

// Adds up the lines of /proc/stat whose name is wanted: name user nice system idle iowait irq softirq steal.
ProcessorTime added_up(const std::function<bool(const std::string& name)>& wanted) {
  const auto per_second = static_cast<double>(::sysconf(_SC_CLK_TCK));
  std::ifstream file("/proc/stat");
  ProcessorTime sum;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string name;
    words >> name;
    if (!wanted(name)) continue;
    std::array<double, 8> ticks{};
    for (double& tick : ticks) words >> tick;
    const auto [user, nice, system, idle, waiting, irq, softirq, steal] = ticks;
    const double busy = user + nice + system + irq + softirq;
    sum.busy_s += busy / per_second;
    sum.stolen_s += steal / per_second;
    sum.all_s += (busy + idle + waiting + steal) / per_second;
  }
  return sum;
}

}  // namespace

double thread_cpu_s() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

ProcessUsage process_usage() {
  rusage own{}, children{};
  getrusage(RUSAGE_SELF, &own);
  getrusage(RUSAGE_CHILDREN, &children);
  return {.cpu_s = seconds(own.ru_utime) + seconds(own.ru_stime),
          .children_cpu_s = seconds(children.ru_utime) + seconds(children.ru_stime),
          .peak_rss_bytes = static_cast<std::uint64_t>(own.ru_maxrss) * 1024};
}

std::uint64_t proportional_bytes(pid_t process) {
  const std::uint64_t share = value_of(process, "smaps_rollup", "Pss");
  return share == 0 ? 0 : share + value_of(process, "status", "VmPTE");
}

std::uint64_t resident_bytes(pid_t process) { return value_of(process, "status", "VmRSS"); }

ProcessorTime processor_time(const CpuSet& processors) {
  return added_up([&](const std::string& name) {
    return name.starts_with("cpu") && name.size() > 3 &&
           processors.contains(static_cast<unsigned>(std::stoul(name.substr(3))));
  });
}

ProcessorTime processor_time() {
  return added_up([](const std::string& name) { return name == "cpu"; });
}

}  // namespace squares
