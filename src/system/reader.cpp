#include "system/reader.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <chrono>
#include <thread>

namespace squares {
namespace {

using namespace std::chrono_literals;

// Of a pipe FIONREAD tells, of a terminal TIOCOUTQ; of anything else neither.
bool has_unread(int fd) {
  int bytes = 0;
  const bool is_told = ioctl(fd, isatty(fd) == 1 ? TIOCOUTQ : FIONREAD, &bytes) == 0;
  return is_told && lseek(fd, 0, SEEK_CUR) == -1 && bytes > 0;
}

}  // namespace

void wait_until_all_is_read() {
  for (int fd : {STDOUT_FILENO, STDERR_FILENO}) {
    for (auto waited = 0ms; waited < 2s && has_unread(fd); waited += 1ms) std::this_thread::sleep_for(1ms);
  }
}

}  // namespace squares
