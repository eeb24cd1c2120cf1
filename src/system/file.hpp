// Files: their descriptors and bytes, onto the disk, and there whole or not at all.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>

#include "core/error.hpp"

namespace squares {

// A file descriptor that closes itself.
class Descriptor {
 public:
  // Throws Error(io).
  Descriptor(std::string path, int flags, mode_t mode = 0666)
      : path_(std::move(path)), fd_(::open(path_.c_str(), flags | O_CLOEXEC, mode)) {
    if (fd_ < 0) fail("open it");
  }
  // Of one that is open.
  Descriptor(int fd, std::string path) : path_(std::move(path)), fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }

  operator int() const { return fd_; }
  [[nodiscard]] const std::string& path() const { return path_; }

  // Whether `path` is a name of this very file. Where the file system numbers files anew at each look, whether there is
  // a file of that name.
  [[nodiscard]] bool is_at(const std::string& path) const;

  // Throws Error(io) with what errno says: LimitError where it is a limit.
  [[noreturn]] void fail(const std::string& doing) const;

 private:
  std::string path_;
  int fd_;
};

// The bytes of a file. Many threads may read them at once: HDF5 is one thread's alone, pread is everybody's.
class RawFile {
 public:
  // `flags` as for open(2). Throws Error(io).
  explicit RawFile(const std::string& path, int flags = O_RDONLY) : file_(path, flags) {}
  RawFile(const std::string& path, bool writable) = delete;  // which would be taken for flags

  // Fills `bytes` from `offset` on. Throws Error(io), also where the file ends before that.
  void read(std::uint64_t offset, std::span<std::byte> bytes) const;
  // These throw Error(io).
  void write(std::uint64_t offset, std::span<const std::byte> bytes) const;
  void sync() const;
  void resize(std::uint64_t bytes) const;

  [[nodiscard]] std::uint64_t size() const;
  [[nodiscard]] const Descriptor& descriptor() const { return file_; }

 private:
  Descriptor file_;
};

// Puts a file, or a folder's entries, onto the disk, where it outlives a loss of power. Throws Error(io).
void sync_to_disk(const std::string& path);

// Puts the entries of the folder that `path` is in onto the disk, where that can be asked for. Throws Error(io).
void sync_folder_of(const std::string& path);

// What becomes of a file that has the name already.
enum class Existing { kept, replaced };
constexpr Existing by_force(bool force) { return force ? Existing::replaced : Existing::kept; }

// Removes it, unless there is no such file. Throws Error(io).
void remove_file(const std::string& path);

// Renames a file; sync_folder_of() makes it last. Throws Error(io), and Error(cannot_create) for one that is kept.
void rename_file(const std::string& from, const std::string& to, Existing existing);

// A new file, which follows no link. Throws Error(cannot_create) where there is anything of that name.
Descriptor create_file(const std::string& path, int flags = O_WRONLY);

// A file that is removed with this object, unless it is released.
class PassingFile {
 public:
  // Of one that was made here.
  explicit PassingFile(std::string path) : path_(std::move(path)) {}
  // Makes it. Throws Error(cannot_create).
  static PassingFile make(const std::string& path) {
    create_file(path);
    return PassingFile(path);
  }
  PassingFile(PassingFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  PassingFile(const PassingFile&) = delete;
  PassingFile& operator=(const PassingFile&) = delete;
  PassingFile& operator=(PassingFile&&) = delete;
  ~PassingFile() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  void release() { path_.clear(); }

 private:
  std::string path_;
};

// What is said of something that only has the name of a file of squares.
Error not_own(const std::string& path, const std::string& what);

// Lets `write` fill a new file under another name, `unfinished`, then puts it onto the disk and gives it its name. If
// anything fails nothing is left of it, and `path` is as it was. Throws Error(cannot_create).
using WriteFile = std::function<void(const std::string& unfinished)>;
void write_whole(const std::string& path, const std::string& unfinished, Existing existing, const WriteFile& write);
// The same; the other name is the first that is free of PATH.new, PATH.2.new, ….
void write_whole(const std::string& path, Existing existing, const WriteFile& write);

// Throws Error(cannot_create) where nothing can get that name: it is empty, or something has it that is not replaced,
// as a folder, a device or a pipe never is.
void expect_free_name(const std::string& path, Existing existing);

// A text, whole or not at all. Throws Error(cannot_create), also where the name is not free.
void write_text_file(const std::string& path, const std::string& text, Existing existing);

}  // namespace squares
