#include "parallel/leftovers.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

namespace squares {
namespace {

namespace fs = std::filesystem;

bool is_mine(const fs::path& path) {
  struct stat status {};
  return lstat(path.c_str(), &status) == 0 && (geteuid() == 0 || status.st_uid == geteuid());
}

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

// The files below `folder` that a process has mapped, or holds open.
std::set<std::string> files_in_use(const std::string& folder) {
  std::set<std::string> used;
  std::error_code ignored;
  for (const auto& process : fs::directory_iterator("/proc", ignored)) {
    if (!is_number(process.path().filename())) continue;
    std::ifstream maps(process.path() / "maps");
    for (std::string line; std::getline(maps, line);) {
      const auto path = line.find(folder + "/");
      if (path != std::string::npos) used.insert(line.substr(path));
    }
    std::error_code unreadable;
    for (const auto& fd : fs::directory_iterator(process.path() / "fd", unreadable)) {
      const std::string path = fs::read_symlink(fd.path(), unreadable).string();
      if (path.starts_with(folder + "/")) used.insert(path);
    }
  }
  return used;
}

}  // namespace

std::vector<std::string> find_leftovers(const std::string& shared_memory, const std::string& temporary) {
  std::vector<std::string> left;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(shared_memory, ignored)) {
    const std::string name = entry.path().filename();
    if (name.starts_with("vader_segment.") && is_mine(entry.path())) left.push_back(entry.path());
  }
  if (!left.empty()) {
    const std::set<std::string> used = files_in_use(shared_memory);
    std::erase_if(left, [&](const std::string& path) { return used.contains(path); });
  }
  for (const auto& sessions : fs::directory_iterator(temporary, ignored)) {
    if (!sessions.path().filename().string().starts_with("ompi.") || !is_mine(sessions.path())) continue;
    std::error_code unreadable;
    for (const auto& session : fs::directory_iterator(sessions.path(), unreadable)) {
      const std::string name = session.path().filename();
      if (!name.starts_with("pid.") || !is_number(name.substr(4))) continue;
      if (!fs::exists("/proc/" + name.substr(4), unreadable)) left.push_back(session.path());
    }
  }
  std::sort(left.begin(), left.end());
  return left;
}

}  // namespace squares
