#include "system/folder.hpp"

#include <sys/statvfs.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/error.hpp"

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

// The last of the deepest mounts above the folder is what one sees there.
void find_mount(FolderFacts& facts) {
  std::ifstream mounts("/proc/self/mountinfo");
  std::size_t deepest = 0;
  for (std::string line; std::getline(mounts, line);) {
    std::istringstream fields(line);
    std::string skipped, mount, word, type, source;
    fields >> skipped >> skipped >> skipped >> skipped >> mount;
    while (fields >> word && word != "-") {
    }
    fields >> type >> source;
    mount = unescaped(mount);
    if (!is_below(facts.path, mount) || mount.size() < deepest) continue;
    deepest = mount.size();
    facts.type = type;
    facts.source = source;
  }
}

}  // namespace

FolderFacts look_at_folder(const std::string& output) {
  std::error_code failed;
  const fs::path absolute = fs::weakly_canonical(fs::absolute(output), failed);
  FolderFacts facts;
  facts.path = fs::is_directory(absolute, failed) ? absolute : absolute.parent_path();
  if (!fs::is_directory(facts.path, failed)) {
    throw Error(Exit::cannot_create, "there is no such folder", facts.path,
                "make the folder, or give another --output");
  }
  struct statvfs system {};
  if (statvfs(facts.path.c_str(), &system) == 0) {
    facts.free_bytes = std::uint64_t{system.f_bavail} * system.f_frsize;
    facts.total_bytes = std::uint64_t{system.f_blocks} * system.f_frsize;
    facts.free_files = system.f_favail;
    facts.counts_files = system.f_files > 0;
  }
  find_mount(facts);
  return facts;
}

bool is_volatile(const FolderFacts& folder) { return folder.type == "tmpfs" || folder.type == "ramfs"; }

}  // namespace squares
