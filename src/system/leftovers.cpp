#include "system/leftovers.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "core/parse.hpp"
#include "system/paths.hpp"
#include "system/processes.hpp"

namespace squares {
namespace {

namespace fs = std::filesystem;

bool is_mine(const fs::path& path) {
  struct stat status = {};
  return lstat(path.c_str(), &status) == 0 && (geteuid() == 0 || status.st_uid == geteuid());
}

bool is_dead(const std::string& pid) {
  std::error_code unreadable;
  return is_number(pid) && !fs::exists("/proc/" + pid, unreadable);
}

// Of Open MPI 4, ompi.HOST.UID/pid.PID; the PIDs are those of its mpirun.
void find_orte_sessions(const fs::path& of_user, std::vector<std::string>& left) {
  for (const fs::path& session : entries_of(of_user)) {
    const std::string name = session.filename();
    if (name.starts_with("pid.") && is_dead(name.substr(4))) left.push_back(session);
  }
}

// Of Open MPI 5, prterun.HOST.PID.UID; a host's name may have dots.
bool is_dead_prterun_session(const std::string& name, const std::string& host) {
  const std::string begin = "prterun." + host + ".";
  const auto before_uid = name.find('.', begin.size());
  return name.starts_with(begin) && before_uid != std::string::npos &&
         is_dead(name.substr(begin.size(), before_uid - begin.size()));
}

// The files below `folder` that a process has mapped, or holds open.
std::set<std::string> files_in_use(const std::string& folder) {
  std::set<std::string> used;
  each_process([&](const fs::path& process) {
    std::ifstream maps(process / "maps");
    for (std::string line; std::getline(maps, line);) {
      const auto path = line.find(folder + "/");
      if (path != std::string::npos) used.insert(line.substr(path));
    }
    std::error_code unreadable;
    for (const fs::path& fd : entries_of(process / "fd")) {
      const std::string path = fs::read_symlink(fd, unreadable).string();
      if (path.starts_with(folder + "/")) used.insert(path);
    }
  });
  return used;
}

}  // namespace

std::vector<std::string> find_leftovers(const std::string& shared_memory, const std::string& temporary,
                                        const std::string& host) {
  std::vector<std::string> left;
  for (const fs::path& entry : entries_of(shared_memory)) {
    const std::string name = entry.filename();
    const bool is_segment = name.starts_with("vader_segment.") || name.starts_with("sm_segment.");
    if (is_segment && is_mine(entry)) left.push_back(entry);
  }
  if (!left.empty()) {
    const std::set<std::string> used = files_in_use(shared_memory);
    std::erase_if(left, [&](const std::string& path) { return used.contains(path); });
  }
  for (const fs::path& entry : entries_of(temporary)) {
    const std::string name = entry.filename();
    if (!is_mine(entry)) continue;
    if (const std::string begin = "ompi." + host + "."; name.starts_with(begin) && is_number(name.substr(begin.size())))
      find_orte_sessions(entry, left);
    if (is_dead_prterun_session(name, host)) left.push_back(entry);
  }
  std::sort(left.begin(), left.end());
  return left;
}

bool sees_all_processes() {
  constexpr ino_t of_the_first_namespace = 0xEFFFFFFC;  // PROC_PID_INIT_INO of the kernel
  struct stat own = {};
  return ::stat("/proc/self/ns/pid", &own) == 0 && own.st_ino == of_the_first_namespace;
}

}  // namespace squares
