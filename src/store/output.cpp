#include "store/output.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "core/error.hpp"
#include "system/file.hpp"

namespace squares {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void cannot_create(const std::string& path, const std::string& what, const std::string& remedy) {
  throw Error(Exit::cannot_create, what, path, remedy);
}

bool there_is(const std::string& path) {
  std::error_code ignored;
  return fs::exists(fs::symlink_status(path, ignored));
}

// renameat2(2) where the file system knows how not to overwrite.
bool rename_unless_there(const std::string& from, const std::string& to) {
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
  if (errno != EINVAL && errno != ENOSYS) return false;
  if (there_is(to)) {
    errno = EEXIST;
    return false;
  }
  return std::rename(from.c_str(), to.c_str()) == 0;
}

// Open MPI makes files for itself beside the one that it opens, PART.locktest.N and PART-N-N.lock, and a killed run
// leaves them behind.
bool is_left_by_mpi(const std::string& name, const std::string& part) {
  if (!name.starts_with(part)) return false;
  const std::string rest = name.substr(part.size());
  return rest.starts_with(".locktest.") || (rest.starts_with("-") && rest.ends_with(".lock"));
}

void remove_what_mpi_left(const fs::path& part) {
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(part.parent_path(), ignored)) {
    if (is_left_by_mpi(entry.path().filename().string(), part.filename().string())) fs::remove(entry.path(), ignored);
  }
}

}  // namespace

Output::Output(const std::string& path) {
  if (path.empty()) cannot_create("--output", "the output has no name", "give a file name");
  std::error_code failed;
  const fs::path absolute = fs::weakly_canonical(fs::absolute(path), failed);
  if (failed) cannot_create(path, "cannot look there: " + failed.message(), "give another --output");
  path_ = absolute.string();
  const fs::path folder = absolute.parent_path();
  if (!fs::is_directory(folder, failed)) {
    cannot_create(folder.string(), "there is no such folder", "make the folder, or give another --output");
  }
  if (fs::is_directory(absolute, failed)) {
    cannot_create(path_, "the output is a folder", "name a file, such as --output " + path + "/squares.h5");
  }
  if (fs::exists(absolute, failed) && !fs::is_regular_file(absolute, failed)) {
    cannot_create(path_, "the output is no regular file", "give another --output");
  }
  if (access(folder.c_str(), W_OK | X_OK) != 0) {
    cannot_create(folder.string(), std::string("cannot write into the folder: ") + std::strerror(errno),
                  "give another --output, or ask for the right to write there");
  }
}

bool Output::exists() const { return there_is(path_); }
bool Output::part_exists() const { return there_is(part()); }

void Output::refuse_existing() const {
  cannot_create(path_, "the output exists", "give another --output, or replace it with --force");
}

void Output::make_way(bool force) const {
  if (!force) {
    if (exists()) refuse_existing();
    if (part_exists()) {
      cannot_create(part(), "an earlier run has not been finished",
                    "continue it with --resume, discard it with --force, or give another --output");
    }
  }
  discard_part();
}

void Output::discard_part() const {
  for (const std::string& left : {part(), part() + ".new", attempts(), metadata(), metadata() + ".new"}) {
    if (::unlink(left.c_str()) != 0 && errno != ENOENT) {
      cannot_create(left, std::string("cannot remove what an earlier run left: ") + std::strerror(errno),
                    "remove it, or give another --output");
    }
  }
  remove_what_mpi_left(part());
}

void Output::publish(bool force) const {
  const bool renamed = force ? std::rename(part().c_str(), path_.c_str()) == 0 : rename_unless_there(part(), path_);
  if (!renamed) {
    if (errno == EEXIST) {
      cannot_create(path_, "a file of this name has appeared while the run went on",
                    "move it away; the finished file is " + part());
    }
    cannot_create(path_, std::string("cannot give the finished file its name: ") + std::strerror(errno),
                  "rename " + part() + " yourself");
  }
  sync_folder_of(path_);
  ::unlink(attempts().c_str());
  ::unlink(metadata().c_str());
  remove_what_mpi_left(part());
}

}  // namespace squares
