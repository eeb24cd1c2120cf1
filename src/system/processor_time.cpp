#include "system/processor_time.hpp"

#include <unistd.h>

#include <array>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>

namespace squares {
namespace {

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
