#include "system/file.hpp"

#include <cerrno>
#include <cstdio>
#include <exception>
#include <filesystem>

#include "system/limits.hpp"
#include "system/paths.hpp"

namespace squares {
namespace {

std::string remedy_of_limit(const std::exception& failure, const std::string& otherwise) {
  const auto* limit = dynamic_cast<const LimitError*>(&failure);
  return limit == nullptr ? otherwise : limit->remedy;
}

// renameat2(2), where the file system knows how not to overwrite.
bool rename_unless_there(const std::string& from, const std::string& to) {
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
  if (errno != EINVAL && errno != ENOSYS) return false;
  if (is_anything_there(to)) {
    errno = EEXIST;
    return false;
  }
  return std::rename(from.c_str(), to.c_str()) == 0;
}

Error has_appeared(const std::string& path) {
  return {Exit::cannot_create, "a file of this name has appeared meanwhile", path,
          "give another one, or replace it with --force"};
}

}  // namespace

void Descriptor::fail(const std::string& doing) const {
  throw_refused(Exit::io, doing, path_, errno, Refused::file,
                "look at the disk and its file system (df -h, dmesg); a run continues with --resume");
}

bool Descriptor::is_at(const std::string& path) const {
  struct stat held = {};
  struct stat there = {};
  if (fstat(fd_, &held) != 0 || stat(path.c_str(), &there) != 0) return false;
  if (held.st_dev == there.st_dev && held.st_ino == there.st_ino) return true;
  struct stat again = {};
  return held.st_dev == there.st_dev && fstat(fd_, &again) == 0 && again.st_ino != held.st_ino;
}

void RawFile::read(std::uint64_t offset, std::span<std::byte> bytes) const {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t count = ::pread(file_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
    if (count == 0) errno = ENODATA;
    if (count == 0 || (count < 0 && errno != EINTR)) file_.fail("read it");
    if (count > 0) done += static_cast<std::size_t>(count);
  }
}

void RawFile::write(std::uint64_t offset, std::span<const std::byte> bytes) const {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t count = ::pwrite(file_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno != EINTR) file_.fail("write to it");
    if (count > 0) done += static_cast<std::size_t>(count);
  }
}

void RawFile::sync() const {
  if (::fsync(file_) != 0) file_.fail("put it onto the disk");
}

void RawFile::resize(std::uint64_t bytes) const {
  if (::ftruncate(file_, static_cast<off_t>(bytes)) != 0) file_.fail("give it its length");
}

std::uint64_t RawFile::size() const {
  struct stat status = {};
  if (::fstat(file_, &status) != 0) file_.fail("look at it");
  return static_cast<std::uint64_t>(status.st_size);
}

void sync_to_disk(const std::string& path) {
  const Descriptor file(path, O_RDONLY);
  if (fsync(file) != 0) file.fail("put it onto the disk");
}

// Not all file systems know it, and a folder that may not be read cannot be opened.
void sync_folder_of(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string(), folder = parent.empty() ? "." : parent;
  const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0 && errno == EACCES) return;
  const Descriptor file(opened, folder);
  if (opened < 0) file.fail("open it");
  if (fsync(file) == 0) return;
  if (errno != EINVAL && errno != ENOTSUP && errno != ENOSYS) file.fail("put it onto the disk");
}

void remove_file(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) Descriptor(-1, path).fail("remove it");
}

void rename_file(const std::string& from, const std::string& to, Existing existing) {
  const Descriptor file(from, O_RDONLY);
  if (existing == Existing::replaced ? std::rename(from.c_str(), to.c_str()) == 0 : rename_unless_there(from, to))
    return;
  if (errno == EEXIST) throw has_appeared(to);
  file.fail("rename it");
}

Descriptor create_file(const std::string& path, int flags) {
  try {
    return {path, flags | O_CREAT | O_EXCL | O_NOFOLLOW};
  } catch (const Error& error) {
    if (errno == EEXIST) throw not_own(path, "there is a file already of a name that squares needs for a moment");
    throw Error(Exit::cannot_create, error.what(), path,
                remedy_of_limit(error, "give another name, or ask for the right to write there"));
  }
}

Error not_own(const std::string& path, const std::string& what) {
  return {Exit::cannot_create, what, path,
          "squares leaves alone what it has not made: move it away, or give another --output"};
}

void write_whole(const std::string& path, const std::string& unfinished, Existing existing, const WriteFile& write) {
  create_file(unfinished);
  try {
    write(unfinished);
    sync_to_disk(unfinished);
    rename_file(unfinished, path, existing);
  } catch (const std::exception& failure) {
    ::unlink(unfinished.c_str());
    const auto* error = dynamic_cast<const Error*>(&failure);
    if (error != nullptr && error->code == Exit::cannot_create) throw;
    throw Error(Exit::cannot_create, failure.what(), path,
                remedy_of_limit(failure,
                                "free some space or raise the limit (df -h, ulimit -f, quota), or name a file "
                                "where you may write"));
  }
}

void write_whole(const std::string& path, Existing existing, const WriteFile& write) {
  std::string unfinished = path + ".new";
  for (int i = 2; is_anything_there(unfinished); ++i) unfinished = path + "." + std::to_string(i) + ".new";
  write_whole(path, unfinished, existing, write);
}

void expect_free_name(const std::string& path, Existing existing) {
  if (path.empty()) throw Error(Exit::cannot_create, "the output has no name", "the command line", "give a file name");
  struct stat status = {};
  const bool is_there = ::stat(path.c_str(), &status) == 0;
  if (is_there && S_ISDIR(status.st_mode))
    throw Error(Exit::cannot_create, "the output is a folder", path, "name a file in it");
  if (is_there && !S_ISREG(status.st_mode))
    throw Error(Exit::cannot_create, "the output is no regular file", path, "give a file name");
  if (existing == Existing::kept && is_anything_there(path))
    throw Error(Exit::cannot_create, "the output exists", path, "give another one, or replace it with --force");
}

void write_text_file(const std::string& path, const std::string& text, Existing existing) {
  expect_free_name(path, existing);
  write_whole(path, existing, [&](const std::string& unfinished) {
    RawFile(unfinished, O_WRONLY).write(0, std::as_bytes(std::span(text)));
  });
}

}  // namespace squares
