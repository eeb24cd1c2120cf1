#include "system/own_process.hpp"

#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <exception>
#include <fstream>
#include <new>
#include <utility>

#include "system/limits.hpp"
#include "system/program.hpp"

namespace squares {
namespace {

constexpr rlim_t most_cpu_s = 20;  // no answer takes as much: HDF5 goes round in circles
constexpr rlim_t most_memory_bytes = rlim_t{1} << 30;
constexpr std::uint64_t most_words_bytes = 65536;  // of a reason
constexpr const char* remedy_of_load = "try again when the disk and the machine have less to do";

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool has_sanitizer = true;  // which needs address space without end
#elif defined(__has_feature)
constexpr bool has_sanitizer = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool has_sanitizer = false;
#endif

enum class Outcome : std::uint32_t { answer, reason, error, no_memory };

// What the process sends first. The answer, or the reason for none, follows.
struct Heading {
  Outcome outcome = Outcome::answer;
  std::int32_t code = 0;  // of an error
  std::uint64_t bytes = 0;
};

void send_bytes(int fd, const void* bytes, std::size_t size) {
  for (const char* from = static_cast<const char*>(bytes); size > 0;) {
    const ssize_t count = ::send(fd, from, size, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) _exit(1);
    from += count;
    size -= static_cast<std::size_t>(count);
  }
}

// The next question. The process ends where there is none.
Bytes receive_question(int fd) {
  std::uint64_t size = 0;
  if (::recv(fd, &size, sizeof size, MSG_WAITALL) != sizeof size) _exit(0);
  Bytes question(size);
  if (size > 0 && ::recv(fd, question.data(), size, MSG_WAITALL) != static_cast<ssize_t>(size)) _exit(0);
  return question;
}

// Lowers a limit to so much; its hard limit stays.
void limit(int resource, rlim_t most) {
  rlimit now{};
  if (getrlimit(static_cast<__rlimit_resource_t>(resource), &now) != 0) return;
  now.rlim_cur = std::min(now.rlim_max, most);
  setrlimit(static_cast<__rlimit_resource_t>(resource), &now);
}

// False where the user's own limit is the lower one, or /proc does not tell what is in use.
bool limit_memory() {
  std::ifstream file("/proc/self/statm");
  rlim_t pages = 0;
  rlimit before{};
  if (has_sanitizer || !(file >> pages) || getrlimit(RLIMIT_AS, &before) != 0) return false;
  const rlim_t most = pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + most_memory_bytes;
  if (before.rlim_cur <= most) return false;
  limit(RLIMIT_AS, most);
  return true;
}

void limit_cpu_of_next_answer() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  limit(RLIMIT_CPU, static_cast<rlim_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + 1 + most_cpu_s);
}

Bytes bytes_of(const std::string& text) {
  const auto* begin = reinterpret_cast<const std::byte*>(text.data());
  return {begin, begin + std::min<std::uint64_t>(text.size(), most_words_bytes / 2)};
}

[[noreturn]] void serve(const std::function<OwnProcess::Answer()>& open, int fd) {
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGTERM, SIGXCPU}) std::signal(signal, SIG_DFL);
  const bool limit_is_ours = limit_memory();
  OwnProcess::Answer answer;
  while (true) {
    const Bytes question = receive_question(fd);
    limit_cpu_of_next_answer();
    Bytes bytes;
    Heading heading;
    try {
      if (!answer) answer = open();
      bytes = answer(question);
    } catch (const Error& error) {
      heading = {.outcome = Outcome::error, .code = static_cast<std::int32_t>(error.code)};
      BytesOut words;
      words.put(std::string(error.what()));
      words.put(error.remedy);
      bytes = words.bytes();
    } catch (const std::bad_alloc&) {
      heading = {.outcome = Outcome::no_memory, .code = limit_is_ours ? 1 : 0};
    } catch (const std::exception& error) {
      heading.outcome = Outcome::reason;
      bytes = bytes_of(error.what());
    }
    heading.bytes = bytes.size();
    send_bytes(fd, &heading, sizeof heading);
    send_bytes(fd, bytes.data(), bytes.size());
  }
}

// The Error that was thrown there, if these bytes are one.
Error error_of(const Bytes& bytes, std::int32_t code, const std::string& path) {
  BytesIn in(bytes);
  std::string what, remedy;
  try {
    in.get(what);
    in.get(remedy);
  } catch (const std::runtime_error& error) {
    return not_ours(path, error.what());
  }
  return {code == static_cast<std::int32_t>(Exit::io) ? Exit::io : Exit::no_input, what, path, remedy};
}

// False where it does not end, as in a call that a disk never answers: it is left behind then.
bool wait_for_end(pid_t child, int& status) {
  for (int tries = 0; tries < 2000; ++tries) {
    const pid_t ended = ::waitpid(child, &status, WNOHANG);
    if (ended == child || (ended < 0 && errno != EINTR)) return ended == child;
    ::usleep(1000);
  }
  return false;
}

}  // namespace

Error not_ours(const std::string& path, const std::string& why) {
  return {Exit::no_input, why, path, "give a file that squares wrote; h5dump -H shows what an HDF5 file holds"};
}

OwnProcess::OwnProcess(std::string path, const std::function<Answer()>& open, double patience_s)
    : path_(std::move(path)), patience_s_(patience_s) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    throw_refused(Exit::io, "make a pair of sockets", path_, errno, Refused::file, "try again later");
  }
  const pid_t parent = ::getpid();
  child_ = ::fork();
  if (child_ == 0) {
    die_with(parent);  // whatever it hangs in
    ::close(ends[0]);
    serve(open, ends[1]);
  }
  const int reason = errno;
  ::close(ends[1]);
  if (child_ < 0) {
    ::close(ends[0]);
    throw_refused(Exit::io, "start a process", path_, reason, Refused::process, "try again later");
  }
  socket_ = ends[0];
}

// Counts its own naps, not time: a job that is suspended meanwhile has not waited.
bool OwnProcess::receive(void* bytes, std::size_t size) {
  constexpr int nap_ms = 100;
  const double naps = std::ceil(patience_s_ * 1000 / nap_ms);
  double naps_left = naps;
  for (char* to = static_cast<char*>(bytes); size > 0;) {
    pollfd readable{.fd = socket_, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&readable, 1, nap_ms);
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0) {
      late_ = --naps_left <= 0;
      if (late_) return false;
      continue;
    }
    const ssize_t count = ::recv(socket_, to, size, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    to += count;
    size -= static_cast<std::size_t>(count);
    naps_left = naps;
  }
  return true;
}

Bytes OwnProcess::ask(const Bytes& question, std::uint64_t most_bytes) {
  if (socket_ < 0) throw not_ours(path_, "is so damaged that HDF5 cannot be trusted with it");
  const std::uint64_t size = question.size();
  Bytes message(sizeof size + question.size());
  std::memcpy(message.data(), &size, sizeof size);
  std::copy(question.begin(), question.end(), message.begin() + sizeof size);
  Heading heading;
  if (::send(socket_, message.data(), message.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(message.size()) ||
      !receive(&heading, sizeof heading)) {
    give_up();
  }
  const bool is_answer = heading.outcome == Outcome::answer;
  if (heading.bytes > (is_answer ? most_bytes : most_words_bytes)) {
    kill();
    throw not_ours(path_, "holds more than a file of squares has");
  }
  Bytes bytes(heading.bytes);
  if (!receive(bytes.data(), bytes.size())) give_up();
  switch (heading.outcome) {
    case Outcome::answer:
      return bytes;
    case Outcome::error:
      throw error_of(bytes, heading.code, path_);
    case Outcome::no_memory:
      if (heading.code == 1) throw not_ours(path_, "takes more memory to read than a file of squares does");
      throw Error(Exit::io, "there is not enough memory to read it", path_, "raise the limit on memory (ulimit -v)");
    case Outcome::reason:
      break;
  }
  throw not_ours(path_, std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

void OwnProcess::give_up() {
  if (late_) {
    kill();
    throw Error(Exit::io, "HDF5 has read nothing of it for " + std::to_string(static_cast<int>(patience_s_)) + " s",
                path_, remedy_of_load);
  }
  const int status = wait();
  // By the kernel, which had no memory left: that says nothing of the file.
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) {
    throw Error(Exit::io, "the process that was reading it was killed, as the system does when memory runs out", path_,
                remedy_of_load);
  }
  throw not_ours(path_, "is so damaged that HDF5 cannot be trusted with it");
}

void OwnProcess::kill() {
  if (socket_ < 0) return;
  ::kill(child_, SIGKILL);
  wait();
}

// For its end, which has begun. Its wait status, or 0.
int OwnProcess::wait() {
  ::close(std::exchange(socket_, -1));
  int status = 0;
  if (wait_for_end(child_, status)) return status;
  ::kill(child_, SIGKILL);
  return wait_for_end(child_, status) ? status : 0;
}

Bytes in_own_process(const std::string& path, const std::function<Bytes()>& read, std::uint64_t most_bytes) {
  OwnProcess process(path, [&] { return [&](const Bytes&) { return read(); }; });
  return process.ask({}, most_bytes);
}

}  // namespace squares
