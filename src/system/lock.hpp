// A lock beside the output that every rank holds, so that no second run writes the same file, not even while
// ranks of a killed one live on. The data file itself is never locked: that would keep readers away.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "system/file.hpp"

namespace squares {

class Lock {
 public:
  // The master's, before any other rank's: keeps all other runs out. They are told which process holds it, and what it
  // does: `doing`. Throws Error(cannot_create) if another run, or a rank that is left of one, still holds the lock
  // after `wait_s`, or if `path` is no lock of squares.
  static Lock of_master(const std::string& path, const std::string& doing, double wait_s = 0);
  // Every other rank's, while the master holds its own.
  static Lock of_member(const std::string& path);

  // Whether a lock on `path`, which another open file of the same has locked as the master, would be refused.
  static bool keeps_others_away(const std::string& path);

  // Whether a run or a rank of one holds the lock at `path` now. False where it cannot be told.
  static bool is_held(const std::string& path);

  // Whether the file system knows locks: where it does not, nothing keeps others away. The master's.
  [[nodiscard]] bool is_known_here() const;

  // Whether the file was there already, of a holder whose `doing` began so: each removes it at its end, unless it is
  // killed. Then what such a one makes for a moment may lie beside it.
  [[nodiscard]] bool was_left_by(std::string_view doing) const {
    return left_doing_ && left_doing_->starts_with(doing);
  }

  // Removes the file. Only when no rank writes any more.
  void remove() const;

 private:
  explicit Lock(Descriptor file) : file_(std::move(file)) {}

  static std::optional<Lock> made_new(const std::string& path, const std::string& holder);
  static std::optional<Lock> taken_over(const std::string& path, const std::string& holder);
  void name_holder(const std::string& holder);

  Descriptor file_;
  std::optional<std::string> left_doing_;
  bool is_own_ = true;
};

// A lock that is removed with this object, unless it is released. No other rank writes then.
class PassingLock {
 public:
  explicit PassingLock(Lock lock) : lock_(std::move(lock)) {}
  PassingLock(PassingLock&& other) noexcept : lock_(std::exchange(other.lock_, std::nullopt)) {}
  PassingLock(const PassingLock&) = delete;
  PassingLock& operator=(const PassingLock&) = delete;
  PassingLock& operator=(PassingLock&&) = delete;
  ~PassingLock() {
    if (lock_) lock_->remove();
  }

  const Lock* operator->() const { return &*lock_; }

  Lock release() { return *std::exchange(lock_, std::nullopt); }

 private:
  std::optional<Lock> lock_;  // none once it was moved or released
};

}  // namespace squares
