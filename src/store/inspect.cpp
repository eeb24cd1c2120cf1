#include "store/inspect.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <span>

#include "store/raw_file.hpp"
#include "store/read_facts.hpp"

namespace squares {
namespace {

constexpr unsigned longest_s = 60;
constexpr std::uint64_t most_metadata_bytes = std::uint64_t{128} << 20;

// How the reading process ended: what it sends first.
struct Answer {
  std::uint32_t good = 0;
  std::uint64_t ranks = 0;
  std::uint64_t threads = 0;
  FixedText<400> reason;  // what is wrong, where it is not good
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

[[noreturn]] void read_and_send(const std::string& path, int fd) {
  ::alarm(longest_s);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGALRM, SIGTERM}) std::signal(signal, SIG_DFL);
  Answer answer;
  FileFacts facts;
  try {
    facts = read_facts(path);
    answer = {.good = 1, .ranks = facts.ranks.size(), .threads = facts.threads.size(), .reason = {}};
  } catch (const std::exception& error) {
    answer.reason = std::string(error.what());
  }
  send_bytes(fd, &answer, sizeof answer);
  if (answer.good != 0) {
    send_bytes(fd, &facts.head, sizeof facts.head);
    send_bytes(fd, facts.ranks.data(), facts.ranks.size() * sizeof(RankReport));
    send_bytes(fd, facts.threads.data(), facts.threads.size() * sizeof(ThreadReport));
  }
  _exit(0);
}

Error not_ours(const std::string& path, const std::string& why) {
  return {Exit::no_input, why, path, "give a file that squares wrote; h5dump -H shows what an HDF5 file holds"};
}

void check_readable(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) throw not_ours(path, std::string("cannot read it: ") + std::strerror(errno));
  if (!S_ISREG(status.st_mode)) throw not_ours(path, "is no regular file");
  if (status.st_size == 0) throw not_ours(path, "is empty");
  if (::access(path.c_str(), R_OK) != 0) throw not_ours(path, std::string("cannot read it: ") + std::strerror(errno));
}

void check_it_is_a_whole_file(const std::string& path) {
  if (const auto length = length_before_truncation(path)) {
    throw Error(Exit::wrong_value,
                "truncated file: " + std::to_string(std::filesystem::file_size(path)) + " of its " +
                    std::to_string(*length) + " bytes are left",
                path, "what is left does not even say what it was: compute it again");
  }
}

FileFacts read_in_own_process(const std::string& path) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0)
    throw Error(Exit::io, std::string("cannot make a pipe: ") + std::strerror(errno), path, "");
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    read_and_send(path, ends[1]);
  }
  ::close(ends[1]);
  if (child < 0) throw Error(Exit::io, std::string("cannot start a process: ") + std::strerror(errno), path, "");

  Answer answer;
  FileFacts facts;
  bool whole = receive_bytes(ends[0], &answer, sizeof answer);
  if (whole && answer.good != 0) {
    facts.ranks.resize(answer.ranks);
    facts.threads.resize(answer.threads);
    whole = receive_bytes(ends[0], &facts.head, sizeof facts.head) &&
            receive_bytes(ends[0], facts.ranks.data(), facts.ranks.size() * sizeof(RankReport)) &&
            receive_bytes(ends[0], facts.threads.data(), facts.threads.size() * sizeof(ThreadReport));
  }
  ::close(ends[0]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!whole) throw not_ours(path, "is so damaged that HDF5 cannot be trusted with it");
  if (answer.good == 0) throw not_ours(path, answer.reason.str());
  return facts;
}

}  // namespace

// The superblock (version 0) says how long the file is.
std::optional<std::uint64_t> length_before_truncation(const std::string& path) {
  check_readable(path);
  constexpr std::array<unsigned char, 8> signature{0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  std::array<unsigned char, 48> block{};
  const RawFile file(path);
  const std::uint64_t bytes = file.size();
  if (bytes < block.size()) return std::nullopt;
  file.read(0, std::as_writable_bytes(std::span(block)));
  if (!std::equal(signature.begin(), signature.end(), block.begin()) || block[8] != 0) return std::nullopt;
  std::uint64_t length = 0;
  std::memcpy(&length, &block[40], sizeof length);
  return length > bytes && length < std::uint64_t{1} << 62 ? std::optional(length) : std::nullopt;
}

FileFacts inspect(const std::string& path) {
  check_it_is_a_whole_file(path);
  return read_in_own_process(path);
}

FileFacts inspect_what_is_left(const std::string& path) {
  const auto length = length_before_truncation(path);
  if (!length) return inspect(path);
  // The metadata is at the begin: HDF5 gets to see that, in a file that is as long as this one was.
  std::string begin = (std::filesystem::temp_directory_path() / "squares-begin-XXXXXX").string();
  const int fd = ::mkstemp(begin.data());
  if (fd < 0) check_it_is_a_whole_file(path);
  ::close(fd);
  FileFacts facts;
  try {
    const RawFile from(path);
    std::vector<std::byte> bytes(std::min(from.size(), most_metadata_bytes));
    from.read(0, bytes);
    const RawFile to(begin, true);
    to.write(0, bytes);
    to.resize(*length);
    facts = read_in_own_process(begin);
  } catch (const Error&) {
    ::unlink(begin.c_str());
    check_it_is_a_whole_file(path);  // says that it is truncated
    throw;
  }
  ::unlink(begin.c_str());
  return facts;
}

}  // namespace squares
