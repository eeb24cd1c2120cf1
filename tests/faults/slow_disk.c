/* A disk that takes its time: each write to and read from a .part lasts SLOW_US microseconds longer.
 *
 *   LD_PRELOAD=libslow_disk.so SLOW_US=50 squares --block 1 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

#include "leads_to.h"

static void take_time(int fd) {
  const char* microseconds = getenv("SLOW_US");
  if (microseconds != NULL && leads_to(fd, ".part")) usleep((useconds_t)strtoul(microseconds, NULL, 10));
}

ssize_t pwrite64(int fd, const void* bytes, size_t count, off64_t offset) {
  take_time(fd);
  return ((ssize_t(*)(int, const void*, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64"))(fd, bytes, count, offset);
}

ssize_t pread64(int fd, void* bytes, size_t count, off64_t offset) {
  take_time(fd);
  return ((ssize_t(*)(int, void*, size_t, off64_t))dlsym(RTLD_NEXT, "pread64"))(fd, bytes, count, offset);
}

ssize_t pwrite(int fd, const void* bytes, size_t count, off_t offset) { return pwrite64(fd, bytes, count, offset); }

ssize_t pread(int fd, void* bytes, size_t count, off_t offset) { return pread64(fd, bytes, count, offset); }
