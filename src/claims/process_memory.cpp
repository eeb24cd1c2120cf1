#include "claims/process_memory.hpp"

#include <fstream>
#include <string>

namespace squares {
namespace {

// The value of a line such as "Pss:     123 kB", in bytes; 0 if there is none.
std::uint64_t value_of(pid_t process, const char* file, const std::string& key) {
  std::ifstream lines("/proc/" + std::to_string(process) + "/" + file);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(key + ":")) return std::stoull(line.substr(key.size() + 1)) << 10;
  }
  return 0;
}

}  // namespace

std::uint64_t proportional_bytes(pid_t process) {
  const std::uint64_t share = value_of(process, "smaps_rollup", "Pss");
  return share == 0 ? 0 : share + value_of(process, "status", "VmPTE");
}

std::uint64_t resident_bytes(pid_t process) { return value_of(process, "status", "VmRSS"); }

}  // namespace squares
