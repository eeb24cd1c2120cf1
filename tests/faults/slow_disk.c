/* A disk that takes its time: each write to and read from a .part lasts SLOW_US microseconds; a read SLOW_READ_US, if
 * that is given.
 *
 *   LD_PRELOAD=libslow_disk.so SLOW_US=50 squares --block 1
 *
 * With SLOW_MORE_NS each write lasts so many nanoseconds longer than it does, whatever that is: the processor is busy.
 *
 * Each fsync lasts SLOW_SYNC_S seconds longer, if that is given.
 *
 * So many of them in a row last so many times as long, also beside other work: what the machine delays, it makes good,
 * up to ten times SLOW_US. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "leads_to.h"

static long long now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return 1000000000LL * now.tv_sec + now.tv_nsec;
}

/* Of the main thread, which alone reads and writes. */
static void take_time(int fd, const char* microseconds) {
  static long long due_ns = 0; /* when the last one should have ended */
  if (microseconds == NULL || !leads_to(fd, ".part")) return;
  const long long each_ns = 1000 * strtoll(microseconds, NULL, 10), begin_ns = now_ns();
  if (due_ns == 0) due_ns = begin_ns;
  if (due_ns < begin_ns - 10 * each_ns) due_ns = begin_ns - 10 * each_ns;
  due_ns += each_ns;
  const struct timespec due = {due_ns / 1000000000, due_ns % 1000000000};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL) != 0) {
  }
}

static void take_more(int fd, const char* nanoseconds) {
  if (nanoseconds == NULL || !leads_to(fd, ".part")) return;
  const long long end_ns = now_ns() + strtoll(nanoseconds, NULL, 10);
  while (now_ns() < end_ns) {
  }
}

ssize_t pwrite64(int fd, const void* bytes, size_t count, off64_t offset) {
  take_time(fd, getenv("SLOW_US"));
  take_more(fd, getenv("SLOW_MORE_NS"));
  return ((ssize_t(*)(int, const void*, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64"))(fd, bytes, count, offset);
}

ssize_t pread64(int fd, void* bytes, size_t count, off64_t offset) {
  const char* of_reads = getenv("SLOW_READ_US");
  take_time(fd, of_reads != NULL ? of_reads : getenv("SLOW_US"));
  return ((ssize_t(*)(int, void*, size_t, off64_t))dlsym(RTLD_NEXT, "pread64"))(fd, bytes, count, offset);
}

ssize_t pwrite(int fd, const void* bytes, size_t count, off_t offset) { return pwrite64(fd, bytes, count, offset); }

ssize_t pread(int fd, void* bytes, size_t count, off_t offset) { return pread64(fd, bytes, count, offset); }

int fsync(int fd) {
  const char* seconds = getenv("SLOW_SYNC_S");
  const struct timespec nap = {seconds != NULL ? strtoll(seconds, NULL, 10) : 0, 0};
  if (seconds != NULL) nanosleep(&nap, NULL);
  return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd);
}
