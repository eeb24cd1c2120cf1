// A file descriptor that closes itself.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "core/error.hpp"

namespace squares {

class Descriptor {
 public:
  // Throws Error(io).
  Descriptor(std::string path, int flags, mode_t mode = 0666)
      : path_(std::move(path)), fd_(::open(path_.c_str(), flags | O_CLOEXEC, mode)) {
    if (fd_ < 0) fail("open it");
  }
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

  // Whether `path` is a name of this very file.
  [[nodiscard]] bool is_at(const std::string& path) const {
    struct stat held {};
    struct stat there {};
    return fstat(fd_, &held) == 0 && stat(path.c_str(), &there) == 0 && held.st_dev == there.st_dev &&
           held.st_ino == there.st_ino;
  }

  // Throws Error(io) with what errno says.
  [[noreturn]] void fail(const std::string& doing) const {
    throw Error(Exit::io, "cannot " + doing + ": " + std::strerror(errno), path_,
                "look at the disk and its file system (df -h, dmesg); a run continues with --resume");
  }

 private:
  std::string path_;
  int fd_;
};

}  // namespace squares
