#include "system/space.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "core/error.hpp"
#include "system/descriptor.hpp"

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
  const auto bytes = static_cast<std::uint64_t>(status.st_size);
  const std::uint64_t missing = bytes - std::min(bytes, static_cast<std::uint64_t>(status.st_blocks) * 512);
  struct statvfs system {};
  const bool is_known = fstatvfs(file, &system) == 0 && system.f_blocks > 0;  // some file systems say 0 of 0
  const auto expect_free = [&](std::uint64_t blocks) {
    const std::uint64_t free = blocks * system.f_frsize;
    if (is_known && free < missing)
      no_space(path, bytes, std::string(std::strerror(ENOSPC)) + ", where " + std::to_string(free) + " are free");
  };
  expect_free(system.f_bfree);  // or fallocate would take all that is left, for a moment, before it gives up

  int failed = 0;
  do {
    failed = fallocate(file, 0, 0, status.st_size);
  } while (failed != 0 && errno == EINTR);
  if (failed == 0) return;
  if (errno != EOPNOTSUPP && errno != ENOSYS) no_space(path, bytes, std::strerror(errno));
  expect_free(system.f_bavail);
}

}  // namespace squares
