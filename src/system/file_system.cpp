#include "system/file_system.hpp"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/error.hpp"
#include "system/file.hpp"
#include "system/paths.hpp"
#include "system/shell_words.hpp"

namespace squares {
namespace {

namespace fs = std::filesystem;

// "\040" is a blank in /proc/self/mountinfo.
std::string unescaped(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool octal = text[i] == '\\' && i + 3 < text.size();
    plain += octal ? static_cast<char>(std::stoi(text.substr(i + 1, 3), nullptr, 8)) : text[i];
    i += octal ? 3 : 0;
  }
  return plain;
}

bool is_below(const std::string& path, const std::string& mount) {
  return mount == "/" || path == mount || path.starts_with(mount + "/");
}

struct Mount {
  std::string type, source, options;
};

// The last of the deepest mounts above an absolute path is what one sees there.
Mount mount_above(const std::string& path) {
  Mount found;
  std::ifstream mounts("/proc/self/mountinfo");
  std::size_t deepest = 0;
  for (std::string line; std::getline(mounts, line);) {
    std::istringstream fields(line);
    std::string skipped, mount, options, word, type, source;
    fields >> skipped >> skipped >> skipped >> skipped >> mount >> options;
    while (fields >> word && word != "-") {
    }
    fields >> type >> source;
    mount = unescaped(mount);
    if (!is_below(path, mount) || mount.size() < deepest) continue;
    deepest = mount.size();
    found = {type, source, options};
  }
  return found;
}

}  // namespace

Error no_space(const std::string& path, std::uint64_t bytes, const std::string& reason) {
  return {Exit::cannot_create, "no room for " + std::to_string(bytes) + " bytes: " + reason, path,
          "free some space, write to another file system with --output, or choose a smaller range"};
}

std::string file_system_of(const std::string& path) { return mount_above(without_links(path)).type; }

FolderFacts look_at_folder(const std::string& output) {
  const fs::path absolute = full_path(output);
  std::error_code failed;
  FolderFacts facts;
  facts.path = fs::is_directory(absolute, failed) ? absolute : absolute.parent_path();
  if (!fs::is_directory(facts.path, failed)) {
    throw Error(Exit::cannot_create, "there is no such folder", facts.path,
                "make the folder, or give another --output");
  }
  struct statvfs system = {};
  if (statvfs(facts.path.c_str(), &system) == 0 && system.f_blocks > 0) {  // some say 0 of 0
    facts.space = Space{.free_bytes = std::uint64_t{system.f_bavail} * system.f_frsize,
                        .total_bytes = std::uint64_t{system.f_blocks} * system.f_frsize,
                        .free_files = {}};
    if (system.f_files > 0) facts.space->free_files = system.f_favail;
  }
  const Mount mount = mount_above(facts.path);
  facts.type = mount.type;
  facts.source = mount.source;
  facts.options = mount.options;
  return facts;
}

bool is_volatile(const FolderFacts& folder) { return folder.type == "tmpfs" || folder.type == "ramfs"; }

std::string striping_advice(const FolderFacts& folder) {
  const std::string path = quoted(folder.path);
  if (folder.type == "lustre")
    return "a new file lies on one server unless its folder says otherwise: lfs setstripe -c -1 -S 16M " + path +
           ", and a --block of 2097152, as long as a stripe";
  if (folder.type == "beegfs")
    return "a new file lies on as many servers as its folder says: beegfs-ctl --setpattern --numtargets=8 "
           "--chunksize=1m " +
           path;
  if (folder.type == "gpfs")
    return "files lie on all servers, in blocks of as many bytes as stat -f -c %S " + path +
           " says: a --block of several of them keeps ranks out of each other's way";
  return "";
}

void reserve_space(const std::string& path) {
  const Descriptor file(path, O_RDWR);
  struct stat status = {};
  if (fstat(file, &status) != 0) file.fail("look at it");
  const auto bytes = static_cast<std::uint64_t>(status.st_size);
  const std::uint64_t missing = bytes - std::min(bytes, static_cast<std::uint64_t>(status.st_blocks) * 512);
  struct statvfs system = {};
  const bool is_known = fstatvfs(file, &system) == 0 && system.f_blocks > 0;  // some file systems say 0 of 0
  const auto expect_free = [&](std::uint64_t blocks) {
    const std::uint64_t free = blocks * system.f_frsize;
    if (is_known && free < missing)
      throw no_space(path, bytes, std::string(std::strerror(ENOSPC)) + ", where " + std::to_string(free) + " are free");
  };
  struct statfs kind = {};
  if (::fstatfs(file, &kind) == 0 && kind.f_type == TMPFS_MAGIC) return expect_free(system.f_bavail);
  expect_free(system.f_bfree);  // or fallocate would take all that is left, for a moment, before it gives up

  int failed = 0;
  do {
    failed = fallocate(file, 0, 0, status.st_size);
  } while (failed != 0 && errno == EINTR);
  if (failed == 0) return;
  if (errno != EOPNOTSUPP && errno != ENOSYS) throw no_space(path, bytes, std::strerror(errno));
  expect_free(system.f_bavail);
}

}  // namespace squares
