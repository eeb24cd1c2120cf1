#include "claims/child.hpp"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <string>
#include <thread>

#include "core/error.hpp"
#include "core/stopwatch.hpp"
#include "system/limits.hpp"
#include "system/program.hpp"

namespace squares {

Child::Child(const Task& task) {
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ < 0) throw_refused(Exit::io, "start a process", "claims", errno, Refused::process, "try again later");
  if (pid_ > 0) return;
  die_with(parent);
  try {
    task();
  } catch (...) {
    ::_exit(static_cast<int>(Exit::bug));
  }
  ::_exit(0);
}

Child::~Child() {
  if (gone_) return;
  signal(SIGKILL);
  wait();
}

void Child::signal(int number) const {
  if (!gone_) ::kill(pid_, number);
}

std::optional<int> Child::look(int options) {
  int status = 0;
  pid_t seen = 0;
  do seen = ::waitpid(pid_, &status, options);
  while (seen < 0 && errno == EINTR);
  if (seen == 0) return std::nullopt;
  gone_ = true;
  return exit_code(status);
}

int Child::wait() { return look(0).value_or(0); }

std::optional<int> Child::wait_for(double seconds) {
  const Stopwatch clock;
  for (;;) {
    if (const auto code = look(WNOHANG)) return code;
    if (clock.seconds() > seconds) return std::nullopt;
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
}

void in_child(const Child::Task& task) {
  const int code = Child(task).wait();
  if (code == 0) return;
  throw Error(Exit::io, "a child process left with " + std::to_string(code), "claims",
              "look at the limits on processes, threads and memory (ulimit -a, cgroup)");
}

SharedMemory::SharedMemory(std::size_t bytes)
    : begin_(::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)), bytes_(bytes) {
  if (begin_ == MAP_FAILED)
    throw_refused(Exit::io, "share memory", "claims", errno, Refused::memory, "free some memory");
}

SharedMemory::~SharedMemory() { ::munmap(begin_, bytes_); }

}  // namespace squares
