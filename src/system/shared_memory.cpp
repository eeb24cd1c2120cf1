#include "system/shared_memory.hpp"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>

namespace squares {

int error_of_shared_memory() {
  const int file = ::open(shared_memory_folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0) {
    const bool knows_none = errno == EOPNOTSUPP || errno == EISDIR;
    return !knows_none || ::access(shared_memory_folder, W_OK) != 0 ? errno : 0;
  }
  const int failed = ::posix_fallocate(file, 0, ::sysconf(_SC_PAGESIZE));
  ::close(file);
  return failed == EOPNOTSUPP ? 0 : failed;
}

std::uint64_t free_shared_memory() {
  struct statvfs there = {};
  return ::statvfs(shared_memory_folder, &there) == 0 ? std::uint64_t{there.f_bavail} * there.f_frsize : 0;
}

}  // namespace squares
