#include "system/own_process.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <exception>

#include "system/limits.hpp"

namespace squares {
namespace {

constexpr unsigned longest_s = 60;  // on a slow disk
constexpr rlim_t most_cpu_s = 20;   // no file of ours takes as much: HDF5 goes round in circles

enum class Ended : std::uint32_t { badly, at_a_limit, well };

// How the reading process ended: what it sends first. The answer, or the reason for none, follows; of a limit, then the
// remedy.
struct Heading {
  Ended ended = Ended::badly;
  std::uint32_t remedy_bytes = 0;
  std::uint64_t bytes = 0;
};

void append(Bytes& bytes, const std::string& text) {
  const auto* begin = reinterpret_cast<const std::byte*>(text.data());
  bytes.insert(bytes.end(), begin, begin + text.size());
}

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
    heading.ended = Ended::well;
  } catch (const LimitError& error) {
    heading.ended = Ended::at_a_limit;
    heading.remedy_bytes = static_cast<std::uint32_t>(error.remedy.size());
    append(answer, error.what());
    append(answer, error.remedy);
  } catch (const std::exception& error) {
    append(answer, error.what());
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
    throw_refused(Exit::io, "make a pipe", path, errno, Refused::file, "try again later");
  }
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    read_and_send(read, ends[1]);
  }
  const int reason = errno;
  ::close(ends[1]);
  if (child < 0) {
    ::close(ends[0]);
    throw_refused(Exit::io, "start a process", path, reason, Refused::process, "try again later");
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
  if (heading.ended == Ended::well) return answer;
  const std::string said(reinterpret_cast<const char*>(answer.data()), answer.size());
  const std::size_t reason_bytes = said.size() - std::min<std::size_t>(heading.remedy_bytes, said.size());
  if (heading.ended == Ended::at_a_limit)
    throw LimitError(Exit::io, said.substr(0, reason_bytes), path, said.substr(reason_bytes));
  throw not_ours(path, said);
}

}  // namespace squares
