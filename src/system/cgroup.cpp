#include "system/cgroup.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <vector>

#include "core/parse.hpp"

namespace squares {
namespace {

namespace fs = std::filesystem;

// cpu.max holds "150000 100000" or "max 100000". 0 without a limit.
double limit_in_v2(const fs::path& group) {
  std::ifstream file(group / "cpu.max");
  double quota = 0, period = 0;
  return file >> quota >> period && period > 0 ? quota / period : 0;
}

double limit_in_v1(const fs::path& group) {
  std::ifstream quota_file(group / "cpu.cfs_quota_us"), period_file(group / "cpu.cfs_period_us");
  double quota = 0, period = 0;
  return quota_file >> quota && period_file >> period && quota > 0 && period > 0 ? quota / period : 0;
}

// "max", and in version 1 a number that no machine has, are no limit.
std::uint64_t bytes_in(const fs::path& path) {
  constexpr std::uint64_t no_limit_from = std::uint64_t{1} << 62;
  std::ifstream file(path);
  std::uint64_t bytes = 0;
  return file >> bytes && bytes < no_limit_from ? bytes : 0;
}

// The lesser one, where 0 is no limit.
template <class Limit>
Limit tighter(Limit one, Limit other) {
  if (one == 0 || other == 0) return std::max(one, other);
  return std::min(one, other);
}

bool names(const std::string& controllers, const std::string& controller) {
  const std::vector<std::string> all = split(controllers, ',');
  return std::find(all.begin(), all.end(), controller) != all.end();
}

// Calls visit(folder) for each group with this controller that this process is in, and for all that these are in. A
// folder may be missing: where cgroups are mounted differs.
template <class Visit>
void each_group(const std::string& root, const std::string& controller, const Visit& visit) {
  std::ifstream groups(root + "/proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {
    const auto first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const bool is_v2 = controllers.empty();
    if (!is_v2 && !names(controllers, controller)) continue;
    for (const std::string& mount : {is_v2 ? std::string() : controllers, is_v2 ? "unified" : controller}) {
      for (fs::path at = line.substr(second + 1);; at = at.parent_path()) {
        visit(fs::path(root + "/sys/fs/cgroup") / mount / at.relative_path());
        if (!at.has_relative_path()) break;
      }
    }
  }
}

// Of all limits that these groups set; 0 where none does.
template <class Limit, class LimitOf>
Limit tightest(const std::string& root, const std::string& controller, const LimitOf& limit_of) {
  Limit least = 0;
  each_group(root, controller, [&](const fs::path& group) { least = tighter(least, limit_of(group)); });
  return least;
}

}  // namespace

double processors_allowed_by_cgroup(const std::string& root) {
  return tightest<double>(root, "cpu",
                          [](const fs::path& group) { return tighter(limit_in_v2(group), limit_in_v1(group)); });
}

std::uint64_t memory_allowed_by_cgroup(const std::string& root) {
  return tightest<std::uint64_t>(root, "memory", [](const fs::path& group) {
    return tighter(bytes_in(group / "memory.max"), bytes_in(group / "memory.limit_in_bytes"));
  });
}

std::uint64_t processes_of_full_cgroup(const std::string& root) {
  std::uint64_t full = 0;
  each_group(root, "pids", [&](const fs::path& group) {
    std::ifstream most_file(group / "pids.max"), now_file(group / "pids.current");
    std::uint64_t most = 0, now = 0;
    if (full == 0 && most_file >> most && now_file >> now && now >= most) full = most;
  });
  return full;
}

}  // namespace squares
