// The processes of this node, as far as /proc shows them.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/parse.hpp"
#include "system/paths.hpp"

namespace squares {

// Calls visit(folder) for each, with its folder in /proc, which goes when the process ends; its name is the number.
template <class Visit>
void each_process(const Visit& visit) {
  for (const std::filesystem::path& entry : entries_of("/proc")) {
    if (is_number(entry.filename().string())) visit(entry);
  }
}

// What /proc says of a process, or of a thread; 0 where it does not tell.
struct Stat {
  std::string name;
  char state = 0;  // as of ps: R runs or would, S sleeps
  pid_t parent = 0;
  std::uint64_t start_ticks = 0;  // since the boot, in ticks of sysconf(_SC_CLK_TCK)
};
// `folder` is its own in /proc.
Stat stat_of(const std::filesystem::path& folder);

// Its words; empty where /proc does not tell.
std::vector<std::string> command_line_of(pid_t process);

// Whether all its threads sleep, which they do once they have done what there is for them to do; or it is gone.
bool is_idle(pid_t process);

// Its children, their children, and so on.
std::vector<pid_t> descendants_of(pid_t process);

}  // namespace squares
