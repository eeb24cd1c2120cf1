#include "system/file.hpp"

#include <cstdio>
#include <exception>
#include <filesystem>

namespace squares {

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
  struct stat status {};
  if (::fstat(file_, &status) != 0) file_.fail("look at it");
  return static_cast<std::uint64_t>(status.st_size);
}

void sync_to_disk(const std::string& path) {
  const Descriptor file(path, O_RDONLY);
  if (fsync(file) != 0) file.fail("put it onto the disk");
}

void sync_folder_of(const std::string& path) { sync_to_disk(std::filesystem::absolute(path).parent_path().string()); }

void rename_file(const std::string& from, const std::string& to) {
  const Descriptor file(from, O_RDONLY);
  if (std::rename(from.c_str(), to.c_str()) != 0) file.fail("rename it");
}

void write_whole(const std::string& path, const std::function<void(const std::string& unfinished)>& write) {
  const std::string unfinished = path + ".new";
  try {
    write(unfinished);
    sync_to_disk(unfinished);
    rename_file(unfinished, path);
  } catch (const std::exception& error) {
    ::unlink(unfinished.c_str());
    throw Error(Exit::cannot_create, error.what(), path,
                "free some space or raise the limit (df -h, ulimit -f, quota), or name a file where you may write");
  }
}

void write_text_file(const std::string& path, const std::string& text, bool force) {
  const std::filesystem::path target(path);
  if (std::filesystem::is_directory(target) || (!force && std::filesystem::exists(target))) {
    throw Error(Exit::cannot_create, "the output exists", path, "give another one, or replace it with --force");
  }
  write_whole(path, [&](const std::string& unfinished) {
    RawFile(unfinished, O_WRONLY | O_CREAT | O_TRUNC).write(0, std::as_bytes(std::span(text)));
  });
}

}  // namespace squares
