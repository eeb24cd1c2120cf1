#include "system/node_health.hpp"

#include <netdb.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "core/stopwatch.hpp"
#include "system/cgroup.hpp"
#include "system/introduction.hpp"
#include "system/leftovers.hpp"
#include "system/loopback.hpp"
#include "system/shared_memory.hpp"
#include "system/shell_words.hpp"
#include "system/temporary_folder.hpp"
#include "system/usage.hpp"

namespace squares {
namespace {

using namespace std::chrono_literals;

void note_leftovers(NodeHealth& health) {
  const std::vector<std::string> left = find_leftovers(shared_memory_folder, temporary_folder(), host_name());
  health.sees_all_processes = sees_all_processes() ? 1 : 0;
  health.leftovers = static_cast<std::uint32_t>(left.size());
  std::string names;
  for (const std::string& path : left) {
    const std::string word = (names.empty() ? "" : " ") + quoted(path);
    if (names.size() + word.size() >= sizeof health.leftover_names) break;
    names += word;
  }
  health.leftover_names = names;
}

double time_to_look_up(const char* name) {
  const Stopwatch clock;
  addrinfo* found = nullptr;
  if (::getaddrinfo(name, nullptr, nullptr, &found) == 0) ::freeaddrinfo(found);
  return clock.seconds();
}

}  // namespace

NodeHealth look_at_node(bool measure) {
  NodeHealth health;
  if (!measure) {
    std::this_thread::sleep_for(400ms);
    return health;
  }
  health.host = host_name();
  health.node = number_of_node();
  health.measured = 1;

  std::this_thread::sleep_for(50ms);  // until all ranks sleep
  const ProcessorTime before = processor_time();
  std::this_thread::sleep_for(300ms);
  const ProcessorTime after = processor_time();
  const double all_s = after.all_s - before.all_s;
  if (all_s > 0) {
    const auto processors = static_cast<double>(sysconf(_SC_NPROCESSORS_ONLN));
    health.busy_processors = (after.busy_s - before.busy_s) / all_s * processors;
    health.stolen_share = (after.stolen_s - before.stolen_s) / all_s;
  }
  health.cgroup_processors = processors_allowed_by_cgroup();
  health.shared_memory_bytes = free_shared_memory();
  health.shared_memory_error = static_cast<std::uint32_t>(error_of_shared_memory());
  note_leftovers(health);
  health.localhost_s = time_to_look_up("localhost");
  health.localhost_error = static_cast<std::uint32_t>(error_of_loopback());
  return health;
}

}  // namespace squares
