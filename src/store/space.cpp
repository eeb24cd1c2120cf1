#include "store/space.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

#include "core/error.hpp"
#include "store/descriptor.hpp"

namespace squares {
namespace {

[[noreturn]] void no_space(const std::string& path, std::uint64_t bytes, const std::string& reason) {
  throw Error(Exit::cannot_create, "no room for " + std::to_string(bytes) + " bytes: " + reason, path,
              "free some space, write to another file system with --output, or choose a smaller range");
}

}  // namespace

void reserve_space(const std::string& path) {
  const Descriptor file(path, O_RDWR);
  struct stat status {};
  if (fstat(file, &status) != 0) file.fail("look at it");
  int failed = 0;
  do {
    failed = fallocate(file, 0, 0, status.st_size);
  } while (failed != 0 && errno == EINTR);
  if (failed == 0) return;
  const auto bytes = static_cast<std::uint64_t>(status.st_size);
  if (errno != EOPNOTSUPP && errno != ENOSYS) no_space(path, bytes, std::strerror(errno));

  struct statvfs system {};
  if (fstatvfs(file, &system) != 0) return;
  const std::uint64_t free = std::uint64_t{system.f_bavail} * system.f_frsize;
  const std::uint64_t present = static_cast<std::uint64_t>(status.st_blocks) * 512;
  if (free + present < bytes) no_space(path, bytes, "only " + std::to_string(free) + " are free");
}

}  // namespace squares
