#include "parallel/node_health.hpp"

#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "parallel/cgroup.hpp"
#include "parallel/introduction.hpp"
#include "parallel/leftovers.hpp"

namespace squares {
namespace {

using namespace std::chrono_literals;

constexpr const char* shared_memory = "/dev/shm";

// Time of all processors since the node's start, in ticks.
struct Ticks {
  double busy = 0;
  double stolen = 0;
  double all = 0;
};

// The first line of /proc/stat: user nice system idle iowait irq softirq steal.
Ticks ticks_so_far() {
  std::ifstream file("/proc/stat");
  std::string name;
  std::array<double, 8> ticks{};
  file >> name;
  for (double& tick : ticks) file >> tick;
  const auto [user, nice, system, idle, waiting, irq, softirq, steal] = ticks;
  const double busy = user + nice + system + irq + softirq;
  return {.busy = busy, .stolen = steal, .all = busy + idle + waiting + steal};
}

std::string temporary_folder() {
  const char* folder = std::getenv("TMPDIR");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  return folder == nullptr ? "/tmp" : folder;
}

void note_leftovers(NodeHealth& health) {
  const std::vector<std::string> left = find_leftovers(shared_memory, temporary_folder());
  health.leftovers = static_cast<std::uint32_t>(left.size());
  std::string names;
  for (const std::string& path : left) {
    if (names.size() + path.size() + 2 > sizeof health.leftover_names) break;
    names += (names.empty() ? "" : " ") + path;
  }
  health.leftover_names = names;
}

}  // namespace

NodeHealth look_at_node(bool measure) {
  NodeHealth health;
  if (!measure) {
    std::this_thread::sleep_for(400ms);
    return health;
  }
  health.host = host_name();
  health.measured = 1;

  std::this_thread::sleep_for(50ms);  // until all ranks sleep
  const Ticks before = ticks_so_far();
  std::this_thread::sleep_for(300ms);
  const Ticks after = ticks_so_far();
  const double all = after.all - before.all;
  const double per_processor = all / static_cast<double>(sysconf(_SC_NPROCESSORS_ONLN));
  if (all > 0) {
    health.busy_processors = (after.busy - before.busy) / per_processor;
    health.stolen_share = (after.stolen - before.stolen) / all;
  }
  health.cgroup_processors = processors_allowed_by_cgroup();
  struct statvfs shm {};
  if (statvfs(shared_memory, &shm) == 0) health.shared_memory_bytes = std::uint64_t{shm.f_bavail} * shm.f_frsize;
  note_leftovers(health);
  return health;
}

}  // namespace squares
