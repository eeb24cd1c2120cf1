/* A last cache of 16 MiB, as many processors have: where it has hundreds, measuring memory takes long. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unistd.h>

long sysconf(int name) {
  if (name == _SC_LEVEL3_CACHE_SIZE) return 16L << 20;
  long (*next)(int);
  *(void**)&next = dlsym(RTLD_NEXT, "sysconf");
  return next(name);
}
