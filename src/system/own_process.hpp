// Reading in a process of its own, which a hostile or broken file may crash or hang.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>

#include "core/error.hpp"
#include "system/bytes.hpp"

namespace squares {

// A process that answers one question after the other about the file at `path`. What it takes is limited: 1 GiB of
// memory beyond what this process uses, and for each answer 20 s of CPU time and `patience_s`.
class OwnProcess {
 public:
  using Answer = std::function<Bytes(const Bytes& question)>;

  // `open` runs there, before the first answer, and returns what answers. Throws Error(io) where the system has no room
  // for a process.
  OwnProcess(std::string path, const std::function<Answer()>& open, double patience_s = 60);
  OwnProcess(const OwnProcess&) = delete;
  OwnProcess& operator=(const OwnProcess&) = delete;
  ~OwnProcess() { kill(); }

  // Throws Error(no_input) where the process throws, crashes, computes without end, or answers with more than
  // `most_bytes`; the Error that it throws, with `path` as its place; and Error(io) where a disk or the machine's
  // memory keeps it from its answer. After an error that the process has not thrown itself there are no more answers.
  Bytes ask(const Bytes& question, std::uint64_t most_bytes);

 private:
  bool receive(void* bytes, std::size_t size);
  [[noreturn]] void give_up();
  void kill();
  int wait();

  std::string path_;
  double patience_s_;
  int socket_ = -1;
  pid_t child_ = -1;
  bool late_ = false;
};

// What `read` returns there: one answer.
Bytes in_own_process(const std::string& path, const std::function<Bytes()>& read, std::uint64_t most_bytes);

// A file that cannot be read as one of squares, with exit code 66.
Error not_ours(const std::string& path, const std::string& why);

}  // namespace squares
