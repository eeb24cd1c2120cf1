#include "system/command.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "core/error.hpp"
#include "core/stopwatch.hpp"
#include "system/file.hpp"
#include "system/limits.hpp"
#include "system/processes.hpp"
#include "system/program.hpp"
#include "system/stop_signals.hpp"
#include "system/usage.hpp"

namespace squares {
namespace {

constexpr double grace_s = 5;             // between SIGTERM and SIGKILL
constexpr std::size_t most_words = 4096;  // bytes
constexpr const char* shell = "/bin/sh";

// What the guard says at its end; the last words follow.
struct Report {
  int code = 0;
  double seconds = 0;
  double cpu_s = 0;
};

struct Pipe {
  Descriptor out, in;  // of it, and into it
};

Pipe make_pipe(int flags) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC | flags) != 0)
    throw_refused(Exit::io, "make a pipe", shell, errno, Refused::file, "try again later");
  return {.out = Descriptor(ends[0], shell), .in = Descriptor(ends[1], shell)};
}

// Takes what is there; false at its end.
bool drain(int fd, std::string& text) {
  std::array<char, 1 << 16> bytes{};
  for (;;) {
    const ssize_t count = ::read(fd, bytes.data(), bytes.size());
    if (count <= 0) return count < 0 && (errno == EAGAIN || errno == EINTR);
    text.append(bytes.data(), static_cast<std::size_t>(count));
    if (text.size() > 2 * most_words) text.erase(0, text.size() - most_words);
  }
}

void send_to_descendants(int signal) {
  for (const pid_t process : descendants_of(::getpid())) ::kill(process, signal);
}

// A process between squares and the command: all that the command starts is its own, whatever becomes of the processes
// in between, and it learns of the death of squares. It ends when nothing of it is left.
class Guard {
 public:
  Guard(const std::string& line, const Descriptor& report) : report_(report), output_(make_pipe(O_NONBLOCK)) {
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    sigset_t taken;
    sigemptyset(&taken);
    for (const int signal : {SIGTERM, SIGCHLD}) sigaddset(&taken, signal);
    ::sigprocmask(SIG_SETMASK, &taken, nullptr);
    signals_ = Descriptor(::signalfd(-1, &taken, SFD_CLOEXEC | SFD_NONBLOCK), shell);
    const Descriptor nothing("/dev/null", O_RDONLY);
    // Writers may block.
    const int writing = output_.in;
    ::fcntl(writing, F_SETFL, ::fcntl(writing, F_GETFL) & ~O_NONBLOCK);
    pid_ =
        start_program({.words = {shell, "-c", line}, .input = nothing, .output = writing, .errors = writing}, SIGKILL);
    output_.in = Descriptor(-1, shell);
  }

  // Until nothing of the command is left.
  void watch() {
    bool has_output = true;
    while (reap()) {
      if (has_ended_) end();
      std::array<pollfd, 2> waiting{{{signals_, POLLIN, 0}, {has_output ? int{output_.out} : -1, POLLIN, 0}}};
      ::poll(waiting.data(), waiting.size(), is_ending_ ? 50 : -1);
      if (waiting[1].revents != 0) has_output = drain(output_.out, words_);
      signalfd_siginfo signal{};
      while (::read(signals_, &signal, sizeof signal) == sizeof signal) {
        if (signal.ssi_signo == SIGTERM) end();
      }
      if (is_ending_ && since_end_.seconds() > grace_s) send_to_descendants(SIGKILL);
    }
    drain(output_.out, words_);
  }

  void tell() {
    said_.cpu_s = process_usage().children_cpu_s;
    words_.erase(0, words_.size() - std::min(words_.size(), most_words));
    std::string bytes(reinterpret_cast<const char*>(&said_), sizeof said_);
    bytes += words_;
    static_cast<void>(!::write(report_, bytes.data(), bytes.size()));  // a pipe has room for it
  }

 private:
  // Takes those that have ended; false when there is none left.
  bool reap() {
    for (;;) {
      int status = 0;
      const pid_t ended = ::waitpid(-1, &status, WNOHANG);
      if (ended <= 0) return ended == 0;
      if (ended != pid_) continue;
      said_.seconds = clock_.seconds();
      said_.code = exit_code(status);
      has_ended_ = true;
    }
  }

  void end() {
    if (std::exchange(is_ending_, true)) return;
    since_end_ = Stopwatch();
    send_to_descendants(SIGTERM);
  }

  const Descriptor& report_;
  Pipe output_;
  Descriptor signals_{-1, shell};
  std::string words_;
  Report said_;
  bool is_ending_ = false, has_ended_ = false;
  Stopwatch clock_, since_end_;
  pid_t pid_ = -1;
};

[[noreturn]] void become_guard(const std::string& line, const Descriptor& report, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  ::setsid();  // a terminal's signals are for squares
  restore_stop_signals();
  if (::getppid() != parent) ::_exit(0);
  try {
    Guard guard(line, report);
    guard.watch();
    guard.tell();
  } catch (...) {  // the parent misses the report
  }
  ::_exit(0);
}

}  // namespace

CommandEnd run_command(const std::string& line, double most_s, const std::function<bool()>& goes_on) {
  Pipe report = make_pipe(0);
  // A guard that has not begun to listen keeps what it is told.
  sigset_t end, before;
  sigemptyset(&end);
  sigaddset(&end, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &end, &before);
  const pid_t parent = ::getpid(), guard = ::fork();
  if (guard != 0) ::sigprocmask(SIG_SETMASK, &before, nullptr);
  if (guard < 0) throw_refused(Exit::io, "start a process", shell, errno, Refused::process, "try again later");
  if (guard == 0) become_guard(line, report.in, parent);
  report.in = Descriptor(-1, shell);

  const Stopwatch clock;
  bool is_ended = false;
  pollfd waiting{report.out, POLLIN, 0};
  while (::poll(&waiting, 1, 100) <= 0) {
    if (is_ended || (clock.seconds() < most_s && goes_on())) continue;
    is_ended = true;
    ::kill(guard, SIGTERM);
  }
  std::string bytes;
  for (bool goes_on_writing = true; goes_on_writing;) goes_on_writing = drain(report.out, bytes);
  ::waitpid(guard, nullptr, 0);
  if (bytes.size() < sizeof(Report))
    throw Error(Exit::io, "the process that watches the command has ended", line, "look whether memory has run out");
  Report said;
  std::memcpy(&said, bytes.data(), sizeof said);
  CommandEnd ended{
      .code = said.code, .seconds = said.seconds, .cpu_s = said.cpu_s, .last_words = bytes.substr(sizeof said)};
  if (is_ended) ended.code.reset();
  return ended;
}

}  // namespace squares
