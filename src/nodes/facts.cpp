#include "nodes/facts.hpp"

#include <fmt/format.h>
#include <gnu/libc-version.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <fstream>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "core/stopwatch.hpp"
#include "core/version.hpp"
#include "nodes/fact_verdict.hpp"
#include "parallel/mpi_library.hpp"
#include "store/hdf5.hpp"
#include "system/cgroup.hpp"
#include "system/file_system.hpp"
#include "system/introduction.hpp"

namespace squares {
namespace {

constexpr int clock_tag = 8, clock_questions = 5;
constexpr const char* unknown = "unknown";

std::string first_line_of(const char* path) {
  std::ifstream file(path);
  std::string line;
  return std::getline(file, line) ? line : unknown;
}

// The value behind "name : " in the first line of /proc's file that begins with it.
std::string value_in(const char* path, const std::string& name) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(name)) continue;
    const auto value = line.find_first_not_of(" \t", line.find(':') + 1);
    return value == std::string::npos ? "" : line.substr(value);
  }
  return unknown;
}

// The one in brackets of "always [madvise] never".
std::string chosen_of(const std::string& words) {
  const auto begin = words.find('['), end = words.find(']');
  return begin < end && end != std::string::npos ? words.substr(begin + 1, end - begin - 1) : words;
}

// Nodes of one kind differ by what their firmware keeps for itself.
std::string memory_text() {
  const double bytes = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  return fmt::format("{:.0f} GiB", bytes / (1U << 30));
}

std::string limit_text(int resource) {
  rlimit limit{};
  if (getrlimit(static_cast<__rlimit_resource>(resource), &limit) != 0) return unknown;
  return limit.rlim_cur == RLIM_INFINITY ? "none" : std::to_string(limit.rlim_cur);
}

std::string kernel_text() {
  utsname system{};
  return uname(&system) == 0 ? fmt::format("{} {}", system.sysname, system.release) : unknown;
}

std::string cgroup_text() {
  const double processors = processors_allowed_by_cgroup();
  const auto bytes = static_cast<double>(memory_allowed_by_cgroup());
  std::vector<std::string> limits;
  if (processors > 0) limits.push_back(fmt::format("{:.3g} processors", processors));
  if (bytes > 0) limits.push_back(fmt::format("{:.3g} GiB of memory", bytes / (1U << 30)));
  return limits.empty() ? "none" : fmt::format("{}", fmt::join(limits, ", "));
}

std::string mount_text(const FolderFacts& folder) {
  return fmt::format("{} {} ({})", folder.type, folder.source, folder.options);
}

std::vector<std::pair<const char*, std::string>> facts_of_this_node(const std::string& output) {
  return {{fact::host, host_name()},
          {fact::boot_id, first_line_of("/proc/sys/kernel/random/boot_id")},
          {"processor", value_in("/proc/cpuinfo", "model name")},
          {"processors", std::to_string(sysconf(_SC_NPROCESSORS_ONLN))},
          {"memory", memory_text()},
          {"kernel", kernel_text()},
          {"governor", first_line_of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")},
          {"huge pages", chosen_of(first_line_of("/sys/kernel/mm/transparent_hugepage/enabled"))},
          {"cgroup limit", cgroup_text()},
          {"limit on open files", limit_text(RLIMIT_NOFILE)},
          {"limit on locked memory", limit_text(RLIMIT_MEMLOCK)},
          {"limit on the stack", limit_text(RLIMIT_STACK)},
          {"limit on memory", limit_text(RLIMIT_AS)},
          {"limit on processes", limit_text(RLIMIT_NPROC)},
          {"libc", gnu_get_libc_version()},
          {"MPI", mpi_version()},
          {"HDF5", hdf5_version()},
          {"squares", version},
          {"mount", mount_text(look_at_folder(output))}};
}

double time_of_day() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// How far the clock of a node is before the master's: of several questions the one that was answered fastest.
double clock_offset(const World& world, int leader) {
  double fastest_s = std::numeric_limits<double>::infinity(), offset = 0;
  for (int i = 0; i < clock_questions; ++i) {
    const double asked = time_of_day();
    const Stopwatch clock;
    world.send(leader, clock_tag, i);
    const auto there = world.receive<double>(leader, clock_tag);
    if (clock.seconds() >= fastest_s) continue;
    fastest_s = clock.seconds();
    offset = there - (asked + fastest_s / 2);
  }
  return offset;
}

// Collective over master and leader; the others have nothing to do.
void compare_clocks(const World& world, const NodePlace& place, std::vector<NodeFact>& facts) {
  for (std::uint32_t node = 0; node < place.nodes(); ++node) {
    const int leader = place.leaders[node];
    if (world.is_master()) {
      const double offset = leader == 0 ? 0 : clock_offset(world, leader);
      facts.push_back({node, std::string(fact::clock_offset), std::to_string(offset)});
    } else if (world.rank() == leader) {
      for (int i = 0; i < clock_questions; ++i) {
        static_cast<void>(world.receive<int>(0, clock_tag));
        world.send(0, clock_tag, time_of_day());
      }
    }
  }
}

}  // namespace

std::vector<NodeFact> gather_facts(const World& world, const NodePlace& place, const std::string& output) {
  std::vector<NodeFact> mine;
  world.together([&] {
    if (!place.leads(world)) return;
    for (const auto& [name, value] : facts_of_this_node(output)) mine.push_back({place.node, std::string(name), value});
  });
  std::vector<NodeFact> facts = world.gather_all(std::span<const NodeFact>(mine));
  compare_clocks(world, place, facts);
  world.barrier_asleep();
  return facts;
}

}  // namespace squares
