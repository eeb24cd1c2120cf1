#include "system/own_process.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>

namespace squares {
namespace {

constexpr unsigned longest_s = 60;  // on a slow disk
constexpr rlim_t most_cpu_s = 20;   // no file of ours takes as much: HDF5 goes round in circles

// How the reading process ended: what it sends first. The answer, or the reason for none, follows.
struct Heading {
  std::uint32_t good = 0;
  std::uint64_t bytes = 0;
};

void send_bytes(int fd, const void* bytes, std::size_t size) {
  for (const char* from = static_cast<const char*>(bytes); size > 0;) {
    const ssize_t count = ::write(fd, from, size);
    if (count <= 0) _exit(1);
    from += count;
    size -= static_cast<std::size_t>(count);
  }
}

bool receive_bytes(int fd, void* bytes, std::size_t size) {
  for (char* to = static_cast<char*>(bytes); size > 0;) {
    const ssize_t count = ::read(fd, to, size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    to += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

[[noreturn]] void read_and_send(const std::function<Bytes()>& read, int fd) {
  ::alarm(longest_s);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  const rlimit cpu{most_cpu_s, most_cpu_s + 1};
  setrlimit(RLIMIT_CPU, &cpu);
  for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGALRM, SIGTERM, SIGXCPU}) std::signal(signal, SIG_DFL);
  Bytes answer;
  Heading heading;
  try {
    answer = read();
    heading.good = 1;
  } catch (const std::exception& error) {
    const std::string reason = error.what();
    const auto* begin = reinterpret_cast<const std::byte*>(reason.data());
    answer.assign(begin, begin + reason.size());
  }
  heading.bytes = answer.size();
  send_bytes(fd, &heading, sizeof heading);
  send_bytes(fd, answer.data(), answer.size());
  _exit(0);
}

}  // namespace

Error not_ours(const std::string& path, const std::string& why) {
  return {Exit::no_input, why, path, "give a file that squares wrote; h5dump -H shows what an HDF5 file holds"};
}

Bytes in_own_process(const std::string& path, const std::function<Bytes()>& read) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) {
    throw Error(Exit::io, std::string("cannot make a pipe: ") + std::strerror(errno), path,
                "raise the limit on open files (ulimit -n)");
  }
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    read_and_send(read, ends[1]);
  }
  ::close(ends[1]);
  if (child < 0) {
    ::close(ends[0]);
    throw Error(Exit::io, std::string("cannot start a process: ") + std::strerror(errno), path,
                "raise the limit on processes (ulimit -u), or free some memory");
  }

  Heading heading;
  Bytes answer;
  bool whole = receive_bytes(ends[0], &heading, sizeof heading);
  if (whole) {
    answer.resize(heading.bytes);
    whole = receive_bytes(ends[0], answer.data(), answer.size());
  }
  ::close(ends[0]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  // By the kernel, which had no memory left, or by its alarm, on a slow disk: that says nothing of the file.
  if (!whole && WIFSIGNALED(status) && (WTERMSIG(status) == SIGKILL || WTERMSIG(status) == SIGALRM)) {
    throw Error(Exit::io, "cannot be read within a minute, or within the memory that there is", path,
                "try again when the disk and the machine have less to do");
  }
  if (!whole) throw not_ours(path, "is so damaged that HDF5 cannot be trusted with it");
  if (heading.good == 0) throw not_ours(path, std::string(reinterpret_cast<const char*>(answer.data()), answer.size()));
  return answer;
}

}  // namespace squares
