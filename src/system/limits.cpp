#include "system/limits.hpp"

#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>
#include <thread>

#include "system/cgroup.hpp"
#include "system/processes.hpp"

namespace squares {
namespace {

constexpr rlim_t files_of_mpi = 32;  // Open MPI's libraries, pipes and sockets in one process take about 20
constexpr rlim_t files_wanted = 1024;

// Of this process; none where there is no limit.
std::optional<rlim_t> limit_of(decltype(RLIMIT_AS) resource) {
  rlimit limit{};
  if (::getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
  return limit.rlim_cur;
}

std::string kibibytes(std::uint64_t bytes) { return std::to_string(bytes / 1024) + " KiB"; }

std::uint64_t bytes_of_a_stack() {
  pthread_attr_t usual;
  std::size_t bytes = 0;
  if (::pthread_getattr_default_np(&usual) != 0) return 0;
  ::pthread_attr_getstacksize(&usual, &bytes);
  ::pthread_attr_destroy(&usual);
  return bytes;
}

// Whether the address space has no room for one more stack.
bool has_no_room_for(std::uint64_t stack) {
  void* const begin = ::mmap(nullptr, stack, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (begin != MAP_FAILED) ::munmap(begin, stack);
  return begin == MAP_FAILED;
}

std::string limit_on_stacks() {
  const std::uint64_t stack = bytes_of_a_stack();
  if (stack == 0 || !has_no_room_for(stack)) return "";
  const auto space = limit_of(RLIMIT_AS);
  return "lower the limit on stacks (ulimit -s): each thread takes " + kibibytes(stack) + " of address space" +
         (space ? ", of which this process may have " + kibibytes(*space) + " (ulimit -v)" : "");
}

std::string limit_of_cgroup() {
  const std::uint64_t full = processes_of_full_cgroup();
  if (full == 0) return "";
  return "raise the number of processes and threads that the cgroup allows, which is " + std::to_string(full) +
         " (pids.max; TasksMax=, docker --pids-limit)";
}

// Of the real user that this process belongs to, as far as /proc shows.
std::uint64_t threads_of_the_user() {
  std::uint64_t count = 0;
  each_process([&](const std::filesystem::path& process) {
    std::ifstream status(process / "status");
    std::uint64_t user = 0, threads = 0;
    for (std::string word; status >> word;) {
      if (word == "Uid:") status >> user;
      if (word == "Threads:") status >> threads;
    }
    if (user == ::getuid()) count += threads;
  });
  return count;
}

std::string limit_of_the_user() {
  const auto limit = limit_of(RLIMIT_NPROC);
  if (!limit || threads_of_the_user() < *limit) return "";
  return "raise the limit on the user's processes and threads (ulimit -u), which is " + std::to_string(*limit);
}

std::string limit_on_memory() {
  const auto space = limit_of(RLIMIT_AS);
  return "free some memory" +
         (space ? ", or raise the limit on address space (ulimit -v), which is " + kibibytes(*space) : "");
}

std::string limit_on_threads(int error, Refused what) {
  if (what == Refused::thread) {
    if (std::string limit = limit_on_stacks(); !limit.empty()) return limit;
  }
  if (error == ENOMEM) return limit_on_memory();
  for (const auto& limit : {limit_of_cgroup(), limit_of_the_user()}) {
    if (!limit.empty()) return limit;
  }
  return "raise the limit on processes and threads: ulimit -u, pids.max of the cgroup, or kernel.threads-max";
}

}  // namespace

std::string limit_in_the_way(int error, Refused what) {
  const int before = errno;
  std::string limit;
  if (error == EMFILE)
    limit =
        "raise the limit on open files (ulimit -n), which is " + std::to_string(limit_of(RLIMIT_NOFILE).value_or(0));
  else if (error == ENFILE)
    limit = "the whole system has no room for more open files: close some, or raise fs.file-max (sysctl)";
  else if ((error == EAGAIN || error == ENOMEM) && (what == Refused::thread || what == Refused::process))
    limit = limit_on_threads(error, what);
  else if (error == ENOMEM)
    limit = limit_on_memory();
  errno = before;
  return limit;
}

void throw_refused(Exit code, const std::string& doing, const std::string& where, int error, Refused what,
                   const std::string& otherwise) {
  const std::string text = "cannot " + doing + ": " + std::strerror(error), limit = limit_in_the_way(error, what);
  if (limit.empty()) throw Error(code, text, where, otherwise);
  throw LimitError(code, text, where, limit);
}

namespace {

void expect_open_files() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  if (limit.rlim_cur < files_wanted) {
    limit.rlim_cur = std::min(limit.rlim_max, files_wanted);
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  if (limit.rlim_cur >= files_of_mpi) return;
  throw Error(Exit::bad_launch, "MPI needs more open files than this process may have",
              "ulimit -n: " + std::to_string(limit.rlim_cur), "raise the limit on open files (ulimit -n 1024)");
}

}  // namespace

void expect_room_for_mpi() {
  expect_open_files();
  try {
    std::jthread([] {}).join();
  } catch (const std::system_error& refused) {
    throw_refused(Exit::bad_launch, "start a thread for MPI", "this process", refused.code().value(), Refused::thread,
                  "start fewer ranks on this node");
  }
}

}  // namespace squares
