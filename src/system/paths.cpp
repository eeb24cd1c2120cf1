#include "system/paths.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "core/error.hpp"

namespace squares {
namespace {

namespace fs = std::filesystem;

std::string full_path(const std::string& path, std::error_code& failed) {
  const fs::path absolute = fs::absolute(path, failed);
  return failed ? "" : fs::weakly_canonical(absolute, failed).string();
}

bool has_current_folder() {
  std::error_code lost;
  return !fs::current_path(lost).empty();
}

}  // namespace

std::string full_path(const std::string& path) {
  std::error_code failed;
  std::string full = full_path(path, failed);
  if (!failed) return full;
  throw Error(Exit::cannot_create, "cannot look there: " + failed.message(), path,
              has_current_folder() ? "give another --output"
                                   : "cd to another folder: this one has been removed, or cannot be reached any more");
}

std::string without_links(const std::string& path) {
  std::error_code failed;
  std::string full = full_path(path, failed);
  return failed ? path : full;
}

bool is_anything_there(const std::string& path) {
  struct stat status = {};
  return ::lstat(path.c_str(), &status) == 0;
}

bool leads_to_anything(const std::string& path) {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0;
}

bool is_regular_file(const std::string& path) {
  struct stat status = {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

bool is_same_file(const std::string& one, const std::string& other) {
  struct stat first = {};
  struct stat second = {};
  if (without_links(one) == without_links(other)) return true;  // some file systems number a file anew at each look
  return ::stat(one.c_str(), &first) == 0 && ::stat(other.c_str(), &second) == 0 && first.st_dev == second.st_dev &&
         first.st_ino == second.st_ino;
}

std::uint64_t bytes_of_file(const std::string& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) == 0) return static_cast<std::uint64_t>(status.st_size);
  throw Error(Exit::io, std::string("cannot look at it: ") + std::strerror(errno), path, "look at its file system");
}

std::vector<fs::path> entries_of(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code unreadable;
  for (fs::directory_iterator entry(folder, unreadable); entry != fs::directory_iterator(); entry.increment(unreadable))
    found.push_back(entry->path());
  return found;
}

std::string path_of_program() {
  std::error_code unknown;
  return fs::read_symlink("/proc/self/exe", unknown).string();
}

}  // namespace squares
