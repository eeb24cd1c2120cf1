#include "system/program.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <string_view>
#include <thread>

#include "core/error.hpp"
#include "core/stopwatch.hpp"
#include "system/environment.hpp"
#include "system/file.hpp"
#include "system/limits.hpp"

namespace squares {
namespace {

constexpr std::uint64_t most_bytes = std::uint64_t{64} << 20;

std::vector<char*> pointers_to(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> environment_of(const Program& program) {
  std::vector<std::string> environment;
  const auto add = [&](std::string_view name, std::string_view value) {
    environment.push_back(std::string(name) + "=" + std::string(value));
  };
  for (const auto& [name, value] : variables()) {
    if (!program.environment.contains(std::string(name))) add(name, value);
  }
  for (const auto& [name, value] : program.environment) {
    if (value) add(name, *value);
  }
  return environment;
}

// In the child of a process that may have threads: nothing here takes memory or a lock.
[[noreturn]] void become(const Program& program, char* const* words, char* const* environment, int at_our_death,
                         pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, at_our_death);
  if (::getppid() != parent) ::_exit(126);  // it has died before that
  ::setsid();
  for (int signal = 1; signal < NSIG; ++signal) std::signal(signal, SIG_DFL);
  if (program.ignores_sigterm) std::signal(SIGTERM, SIG_IGN);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const rlimit enough{program.most_bytes, program.most_bytes};
  if (program.most_bytes > 0) ::setrlimit(RLIMIT_FSIZE, &enough);
  const std::array streams{program.input, program.output, program.errors};
  for (int stream = 0; stream < 3; ++stream) {
    if (streams[static_cast<std::size_t>(stream)] >= 0) ::dup2(streams[static_cast<std::size_t>(stream)], stream);
  }
  ::execvpe(words[0], words, environment);
  ::_exit(errno == ENOENT ? 127 : 126);
}

// A file in memory: no temporary folder may be missing, full or oddly named.
Descriptor file_in_memory(const std::string& program) {
  const int fd = ::memfd_create("squares", MFD_CLOEXEC);
  if (fd < 0)
    throw_refused(Exit::io, "get memory for what it writes", program, errno, Refused::file, "free some memory");
  return {fd, program};
}

void write_all(const Descriptor& file, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t count = ::pwrite(file, text.data() + done, text.size() - done, static_cast<off_t>(done));
    if (count <= 0)
      throw_refused(Exit::io, "get memory for what it reads", file.path(), errno, Refused::memory, "free some memory");
    done += static_cast<std::size_t>(count);
  }
}

std::string content_of(const Descriptor& file) {
  std::string text(static_cast<std::size_t>(::lseek(file, 0, SEEK_END)), '\0');
  const ssize_t count = ::pread(file, text.data(), text.size(), 0);
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  return text;
}

// Whether it has ended by then. It stays a zombie, so that its process group is nobody else's.
bool has_ended(pid_t pid, double patience_s) {
  for (const Stopwatch clock; clock.seconds() < patience_s;) {
    siginfo_t seen{};
    if (::waitid(P_PID, static_cast<id_t>(pid), &seen, WEXITED | WNOHANG | WNOWAIT) != 0 || seen.si_pid == pid)
      return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

std::string last_line(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  text.erase(0, text.rfind('\n') + 1);
  return text.substr(std::min(text.find_first_not_of(' '), text.size()));
}

}  // namespace

void die_with(pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::raise(SIGKILL);  // it has died before that
}

int exit_code(int wait_status) {
  return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

pid_t start_program(const Program& program, int at_our_death) {
  const std::vector<std::string> environment = environment_of(program);
  const std::vector<char*> words = pointers_to(program.words), variables = pointers_to(environment);
  const pid_t parent = ::getpid(), pid = ::fork();
  if (pid < 0)
    throw_refused(Exit::io, "start a process", program.words.front(), errno, Refused::process, "try again later");
  if (pid == 0) become(program, words.data(), variables.data(), at_our_death, parent);
  return pid;
}

ProgramEnd run_program(Program program, double patience_s, const std::string& input) {
  const std::string& name = program.words.front();
  const Descriptor in = file_in_memory(name), out = file_in_memory(name), errors = file_in_memory(name);
  write_all(in, input);
  program.input = in;
  program.output = out;
  program.errors = errors;
  program.most_bytes = most_bytes;
  const pid_t pid = start_program(program, SIGKILL);
  ProgramEnd end;
  const bool in_time = has_ended(pid, patience_s);
  ::kill(-pid, SIGKILL);
  int status = 0;
  if (::waitpid(pid, &status, 0) == pid && in_time) end.code = exit_code(status);
  end.output = content_of(out);
  end.errors = content_of(errors);
  return end;
}

std::string reason_of(const ProgramEnd& end, const std::string& name, double patience_s) {
  if (!end.code) return fmt::format("{} has not ended after {} s", name, patience_s);
  if (*end.code == 127) return "there is no " + name;
  const std::string words = last_line(end.errors.empty() ? end.output : end.errors);
  return fmt::format("{} ended with {}{}", name, *end.code, words.empty() ? " and said nothing" : ": " + words);
}

}  // namespace squares
