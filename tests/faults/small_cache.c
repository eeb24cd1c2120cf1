/* A processor whose last cache has 16 MiB, as most have: what is past it is reached sooner than where it has hundreds. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unistd.h>

long sysconf(int name) {
  if (name == _SC_LEVEL3_CACHE_SIZE) return 16L << 20;
  long (*next)(int);
  *(void**)&next = dlsym(RTLD_NEXT, "sysconf");
  return next(name);
}
