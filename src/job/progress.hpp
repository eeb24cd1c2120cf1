// Whether the tries of a job get anywhere.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/range.hpp"
#include "system/file.hpp"

namespace squares {

// The highest number of an attempt that has finished a block of the part at `path`; 0: no block is done, or there is no
// part that can be read.
std::uint32_t last_attempt_that_finished_a_block(const std::string& path);

// The file that a job is to make.
class CompleteFile {
 public:
  // `replaces`: the file that is there now does not count.
  CompleteFile(std::string path, const Range& range, bool replaces);

  // Whether it is there, squares' own, complete, and of this range.
  [[nodiscard]] bool is_there() const;

 private:
  std::string path_;
  Range range_;
  std::optional<Descriptor> old_;
};

// The tries in a row that finished no block, kept in a file beside the output: a requeued job remembers nothing else.
class IdleTries {
 public:
  // Throws Error(cannot_create) where a file of that name is somebody else's.
  IdleTries(const std::string& output, const std::string& job);

  // Adds this try to those before it, or begins anew if it was not idle. Returns the idle tries in a row.
  std::uint32_t count(bool this_one_is_idle);
  void forget() const;

 private:
  std::string path_;
  std::uint32_t idle_ = 0;
  bool exists_ = false;
};

}  // namespace squares
