/* A disk that lies: the first time that rank 0 puts a .part onto it, one bit of the file changes on the way.
 *
 *   LD_PRELOAD=libflip_byte.so FLIP_OFFSET=8192 squares
 *
 * A synced descriptor that is not open for writing is left alone: so is the new, still empty part. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "leads_to.h"

static int is_open_part(int fd) { return leads_to(fd, ".part") && (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR; }

static void flip_once(int fd) {
  static int done = 0;
  const char* offset = getenv("FLIP_OFFSET");
  const char* rank = getenv("OMPI_COMM_WORLD_RANK");
  if (done || offset == NULL || (rank != NULL && strcmp(rank, "0") != 0) || !is_open_part(fd)) return;
  done = 1;
  unsigned char byte;
  const off_t at = (off_t)strtoll(offset, NULL, 10);
  if (pread(fd, &byte, 1, at) != 1) abort();
  byte ^= 1;
  if (pwrite(fd, &byte, 1, at) != 1) abort();
}

int fsync(int fd) {
  flip_once(fd);
  return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd);
}

int fdatasync(int fd) {
  flip_once(fd);
  return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd);
}
