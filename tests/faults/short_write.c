/* A disk that takes a write in part: once, it writes the first half of what it was given, 100 bytes at most, and
 * returns how many that were. It is the SHORT_CALL-th write of rank SHORT_RANK to a .part, from 1 on.
 *
 *   LD_PRELOAD=libshort_write.so SHORT_RANK=0 SHORT_CALL=8 SHORT_TOLD=FILE squares
 *
 * What it has done is told in the file SHORT_TOLD: "BYTES of BYTES at OFFSET". */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <unistd.h>

#include "leads_to.h"

static int is_the_one(int fd) {
  static long calls = 0;
  const char* call = getenv("SHORT_CALL");
  const char* rank = getenv("OMPI_COMM_WORLD_RANK");
  const char* victim = getenv("SHORT_RANK");
  if (call == NULL || victim == NULL || strcmp(rank == NULL ? "0" : rank, victim) != 0 || !leads_to(fd, ".part"))
    return 0;
  return ++calls == strtol(call, NULL, 10);
}

static void tell(size_t taken, size_t count, off64_t offset) {
  FILE* const file = fopen(getenv("SHORT_TOLD"), "w");
  if (file == NULL || fprintf(file, "%zu of %zu at %lld", taken, count, (long long)offset) < 0 || fclose(file) != 0)
    abort();
}

ssize_t pwrite64(int fd, const void* bytes, size_t count, off64_t offset) {
  size_t taken = count;
  if (count > 1 && is_the_one(fd)) {
    taken = count / 2 < 100 ? count / 2 : 100;
    tell(taken, count, offset);
  }
  return ((ssize_t(*)(int, const void*, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64"))(fd, bytes, taken, offset);
}

ssize_t pwrite(int fd, const void* bytes, size_t count, off_t offset) { return pwrite64(fd, bytes, count, offset); }

ssize_t pwritev(int fd, const struct iovec* parts, int count, off_t offset) {
  ssize_t all = 0;
  for (int i = 0; i < count; ++i) {
    const ssize_t taken = pwrite64(fd, parts[i].iov_base, parts[i].iov_len, offset + all);
    if (taken < 0) return all > 0 ? all : taken;
    all += taken;
    if ((size_t)taken < parts[i].iov_len) break;
  }
  return all;
}

ssize_t pwritev64(int fd, const struct iovec* parts, int count, off64_t offset) {
  return pwritev(fd, parts, count, offset);
}
