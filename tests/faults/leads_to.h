/* For what is preloaded into squares: which file a descriptor is of. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Whether the path of the open file ends with these words. */
static inline int leads_to(int fd, const char* end) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t length = readlink(link, path, sizeof path - 1);
  const size_t tail = strlen(end);
  return length >= (ssize_t)tail && memcmp(path + length - tail, end, tail) == 0;
}
