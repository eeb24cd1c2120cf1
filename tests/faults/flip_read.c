/* A node that reads something else than was written: one bit of a .part changes on its way into memory, each time that
 * this byte of the file is read.
 *
 *   LD_PRELOAD=libflip_read.so FLIP_OFFSET=8192 squares */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#include "leads_to.h"

typedef ssize_t (*pread_function)(int, void*, size_t, off_t);
typedef ssize_t (*preadv_function)(int, const struct iovec*, int, off_t);

static void flip(int fd, unsigned char* data, ssize_t bytes, off_t offset) {
  const char* text = getenv("FLIP_OFFSET");
  if (text == NULL || bytes <= 0 || !leads_to(fd, ".part")) return;
  const off_t at = (off_t)strtoll(text, NULL, 10);
  if (at >= offset && at < offset + bytes) data[at - offset] ^= 1;
}

ssize_t pread(int fd, void* data, size_t bytes, off_t offset) {
  const ssize_t got = ((pread_function)dlsym(RTLD_NEXT, "pread"))(fd, data, bytes, offset);
  flip(fd, data, got, offset);
  return got;
}

ssize_t pread64(int fd, void* data, size_t bytes, off_t offset) {
  const ssize_t got = ((pread_function)dlsym(RTLD_NEXT, "pread64"))(fd, data, bytes, offset);
  flip(fd, data, got, offset);
  return got;
}

ssize_t preadv(int fd, const struct iovec* parts, int count, off_t offset) {
  const ssize_t got = ((preadv_function)dlsym(RTLD_NEXT, "preadv"))(fd, parts, count, offset);
  ssize_t left = got;
  for (int i = 0; i < count && left > 0; ++i) {
    const ssize_t bytes = left < (ssize_t)parts[i].iov_len ? left : (ssize_t)parts[i].iov_len;
    flip(fd, parts[i].iov_base, bytes, offset + (got - left));
    left -= bytes;
  }
  return got;
}
