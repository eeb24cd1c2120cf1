// The output of a run, and what lies beside it while the run goes on.
#pragma once

#include <cstdint>
#include <string>

namespace squares {

class Output {
 public:
  // `path` as the user gave it. Throws Error(cannot_create) if no file can be there.
  explicit Output(const std::string& path);

  [[nodiscard]] const std::string& path() const { return path_; }  // absolute
  [[nodiscard]] std::string part() const { return path_ + ".part"; }
  [[nodiscard]] std::string lock() const { return lock_of(part()); }
  [[nodiscard]] std::string attempts() const { return attempts_of(part()); }
  [[nodiscard]] std::string metadata() const { return part() + ".metadata"; }  // a copy, while it is changed

  static std::string attempts_of(const std::string& part) { return part + ".attempts"; }
  static std::string lock_of(const std::string& part) { return part + ".lock"; }

  [[nodiscard]] bool exists() const;
  [[nodiscard]] bool part_exists() const;

  // Throws Error(cannot_create) where something would be overwritten; with `force` removes what an earlier run has
  // left unfinished, and leaves a finished file until the new one is complete.
  void make_way(bool force) const;
  // Throws Error(cannot_create).
  [[noreturn]] void refuse_existing() const;
  // Removes what an earlier run has left unfinished.
  void discard_part() const;

  // Gives the complete part its name, and removes what lay beside it. Throws Error(cannot_create) if, without
  // `force`, a file of that name has appeared meanwhile.
  void publish(bool force) const;

 private:
  std::string path_;
};

}  // namespace squares
