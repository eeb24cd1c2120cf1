#include "system/mpirun_age.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <string>

#include "system/launcher_words.hpp"
#include "system/paths.hpp"
#include "system/processes.hpp"

namespace squares {
namespace {

// A new program keeps the start time of its process, but has no thread of the one before.
constexpr double longest_until_first_thread_s = 0.5;

// Of a process or a thread, in seconds since the boot; none where /proc does not tell.
std::optional<double> start_of(const std::filesystem::path& folder) {
  const std::uint64_t ticks = stat_of(folder).start_ticks;
  if (ticks == 0) return std::nullopt;
  return static_cast<double>(ticks) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::optional<double> start_of_first_thread(pid_t process) {
  std::optional<double> first;
  const std::string own = std::to_string(process);
  for (const auto& thread : entries_of("/proc/" + own + "/task")) {
    if (thread.filename() == own) continue;
    const auto start = start_of(thread);
    if (start && (!first || *start < *first)) first = start;
  }
  return first;
}

}  // namespace

std::optional<double> seconds_since_mpirun_began() {
  const pid_t parent = getppid();
  if (!is_mpirun(command_line_of(parent))) return std::nullopt;
  const auto start = start_of("/proc/" + std::to_string(parent));
  const auto first_thread = start_of_first_thread(parent);
  if (!start || !first_thread || *first_thread - *start > longest_until_first_thread_s) return std::nullopt;
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec) - *start;
}

}  // namespace squares
