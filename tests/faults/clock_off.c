/* A clock that is wrong by CLOCK_OFF_S seconds: the time of day alone. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec* now) {
  const int failed = ((int (*)(clockid_t, struct timespec*))dlsym(RTLD_NEXT, "clock_gettime"))(clock, now);
  const char* seconds = getenv("CLOCK_OFF_S");
  if (failed == 0 && clock == CLOCK_REALTIME && seconds != NULL) now->tv_sec += strtol(seconds, NULL, 10);
  return failed;
}
