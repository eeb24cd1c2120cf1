#include "system/reader.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "system/environment.hpp"
#include "system/processes.hpp"

namespace squares {
namespace {

constexpr std::chrono::milliseconds nap{1};
constexpr int most_tries = 2000;

// Of a pipe FIONREAD tells, of a terminal TIOCOUTQ; of anything else neither.
bool has_unread(int fd) {
  int bytes = 0;
  const bool is_told = ioctl(fd, isatty(fd) == 1 ? TIOCOUTQ : FIONREAD, &bytes) == 0;
  return is_told && lseek(fd, 0, SEEK_CUR) == -1 && bytes > 0;
}

// On this node the launcher has passed on what it has read once it is idle. What was sent from here to another node is
// given some time to get there.
void wait_for_launcher() {
  if (!variable("PRTE_LAUNCHED")) return;
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  for (int tries = 0; tries < most_tries && !is_idle(getppid()); ++tries) std::this_thread::sleep_for(nap);
}

}  // namespace

void wait_until_all_is_read() {
  for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
    for (int tries = 0; tries < most_tries && has_unread(fd); ++tries) std::this_thread::sleep_for(nap);
  }
  wait_for_launcher();
}

}  // namespace squares
