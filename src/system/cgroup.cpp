#include "system/cgroup.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

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

// The tightest limit of a group and of all that it is in.
template <class Limit>
double tightest(const fs::path& mount, const fs::path& group, const Limit& limit) {
  double least = 0;
  for (fs::path at = group;; at = at.parent_path()) {
    const double here = limit(mount / at.relative_path());
    if (here > 0) least = least > 0 ? std::min(least, here) : here;
    if (!at.has_relative_path()) return least;
  }
}

bool names_cpu(const std::string& controllers) {
  std::istringstream list(controllers);
  for (std::string name; std::getline(list, name, ',');) {
    if (name == "cpu") return true;
  }
  return false;
}

}  // namespace

double processors_allowed_by_cgroup(const std::string& root) {
  std::ifstream groups(root + "/proc/self/cgroup");
  double least = 0;
  for (std::string line; std::getline(groups, line);) {
    const auto first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1), group = line.substr(second + 1);
    double limit = 0;
    if (controllers.empty()) {
      for (const char* mount : {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"}) {
        limit = std::max(limit, tightest(root + mount, group, limit_in_v2));
      }
    } else if (names_cpu(controllers)) {
      limit = tightest(root + "/sys/fs/cgroup/" + controllers, group, limit_in_v1);
      if (limit == 0) limit = tightest(root + "/sys/fs/cgroup/cpu", group, limit_in_v1);
    }
    if (limit > 0) least = least > 0 ? std::min(least, limit) : limit;
  }
  return least;
}

}  // namespace squares
