/* Preloaded into squares: writes down what is written to the part, and when it was synced, so that a power loss can be
   played afterwards. Each process appends to RECORD_FOLDER/PID: a struct record, then the bytes of a write. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "leads_to.h"

struct record {
  uint64_t begin_ns, end_ns;
  uint64_t is_sync;
  uint64_t offset, bytes;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static uint64_t now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static int is_part(int fd) { return leads_to(fd, ".part") || leads_to(fd, ".part.new"); }

static void keep(struct record record, const void* data) {
  static ssize_t (*real_write)(int, const void*, size_t);
  static int log_fd = -1;
  pthread_mutex_lock(&mutex);
  if (log_fd < 0) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%d", getenv("RECORD_FOLDER"), (int)getpid());
    log_fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    real_write = (ssize_t(*)(int, const void*, size_t))dlsym(RTLD_NEXT, "write");
  }
  if (real_write(log_fd, &record, sizeof record) < 0 || (data != NULL && real_write(log_fd, data, record.bytes) < 0))
    abort();
  pthread_mutex_unlock(&mutex);
}

typedef ssize_t (*pwrite_function)(int, const void*, size_t, off_t);
typedef ssize_t (*pwritev_function)(int, const struct iovec*, int, off_t);
typedef int (*sync_function)(int);

static ssize_t recorded_pwrite(pwrite_function real, int fd, const void* data, size_t bytes, off_t offset) {
  if (!is_part(fd)) return real(fd, data, bytes, offset);
  struct record record = {now_ns(), 0, 0, (uint64_t)offset, bytes};
  const ssize_t written = real(fd, data, bytes, offset);
  record.end_ns = now_ns();
  keep(record, data);
  return written;
}

ssize_t pwrite(int fd, const void* data, size_t bytes, off_t offset) {
  return recorded_pwrite((pwrite_function)dlsym(RTLD_NEXT, "pwrite"), fd, data, bytes, offset);
}

ssize_t pwrite64(int fd, const void* data, size_t bytes, off_t offset) {
  return recorded_pwrite((pwrite_function)dlsym(RTLD_NEXT, "pwrite64"), fd, data, bytes, offset);
}

ssize_t pwritev(int fd, const struct iovec* parts, int count, off_t offset) {
  if (!is_part(fd)) return ((pwritev_function)dlsym(RTLD_NEXT, "pwritev"))(fd, parts, count, offset);
  ssize_t all = 0;
  for (int i = 0; i < count; ++i) all += pwrite(fd, parts[i].iov_base, parts[i].iov_len, offset + all);
  return all;
}

static int recorded_sync(sync_function real, int fd) {
  if (!is_part(fd)) return real(fd);
  struct record record = {now_ns(), 0, 1, 0, 0};
  const int result = real(fd);
  record.end_ns = now_ns();
  keep(record, NULL);
  return result;
}

int fsync(int fd) { return recorded_sync((sync_function)dlsym(RTLD_NEXT, "fsync"), fd); }

int fdatasync(int fd) { return recorded_sync((sync_function)dlsym(RTLD_NEXT, "fdatasync"), fd); }
