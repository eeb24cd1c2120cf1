// How much computing time the cgroup of this process may use.
#pragma once

#include <string>

namespace squares {

// In processors, 1.5 for one and a half; 0 without a limit. cgroup v1 and v2. The files are looked for below `root`.
double processors_allowed_by_cgroup(const std::string& root = "");

}  // namespace squares
