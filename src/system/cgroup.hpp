// What the cgroups of this process allow it.
#pragma once

#include <cstdint>
#include <string>

namespace squares {

// In processors, 1.5 for one and a half; 0 without a limit. cgroup v1 and v2. The files are looked for below `root`.
double processors_allowed_by_cgroup(const std::string& root = "");

// In bytes; 0 without a limit. Otherwise as above.
std::uint64_t memory_allowed_by_cgroup(const std::string& root = "");

// How many processes and threads the first group allows, of this process's and those that it is in, that has no room
// for another one; 0 if all have room.
std::uint64_t processes_of_full_cgroup(const std::string& root = "");

}  // namespace squares
