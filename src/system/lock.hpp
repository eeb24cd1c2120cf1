// A lock beside the output that every rank holds, so that no second run writes the same file, not even while
// ranks of a killed one live on. The data file itself is never locked: that would keep readers away.
#pragma once

#include <string>

#include "system/file.hpp"

namespace squares {

class Lock {
 public:
  // The master's, before any other rank's: keeps all other runs out. `holder` is what they are told.
  // Throws Error(cannot_create) if another run, or a rank that is left of one, still holds the lock after `wait_s`.
  static Lock of_master(const std::string& path, const std::string& holder, double wait_s = 0);
  // Every other rank's, while the master holds its own.
  static Lock of_member(const std::string& path);

  // Whether a lock on `path`, which another open file of the same has locked as the master, would be refused.
  static bool keeps_others_away(const std::string& path);

  // Whether a run or a rank of one holds the lock at `path` now. False where it cannot be told.
  static bool is_held(const std::string& path);

  // Removes the file. Only when no rank writes any more.
  void remove() const;

 private:
  explicit Lock(Descriptor file) : file_(std::move(file)) {}

  void name_holder(const std::string& holder);

  Descriptor file_;
};

}  // namespace squares
