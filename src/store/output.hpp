// The output of a run, and what lies beside it while the run goes on.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "record/file_facts.hpp"
#include "system/lock.hpp"

namespace squares {

class Output {
 public:
  // `path` as the user gave it. Throws Error(cannot_create) if no file can be there.
  explicit Output(const std::string& path);

  [[nodiscard]] const std::string& path() const { return path_; }  // absolute
  [[nodiscard]] std::string part() const { return part_of(path_); }
  [[nodiscard]] std::string lock() const { return lock_of(part()); }
  [[nodiscard]] std::string attempts() const { return attempts_of(part()); }
  [[nodiscard]] std::string metadata() const { return part() + ".metadata"; }  // a copy, while it is changed

  static std::string part_of(const std::string& path) { return path + ".part"; }
  static std::string attempts_of(const std::string& part) { return part + ".attempts"; }
  static std::string lock_of(const std::string& part) { return part + ".lock"; }
  static std::string rebuilt_of(const std::string& part) {
    return part + ".rebuilt";
  }  // of one whose metadata is broken

  [[nodiscard]] bool exists() const;
  [[nodiscard]] bool part_exists() const;

  // What follows touches nothing that is not provably squares' own: a part that can be read, attempts and metadata that
  // are what they should be, and names that are only used for a moment if a killed run has left its lock, `after_kill`.
  // For all else they throw Error(cannot_create), and Error(no_input) for a part of a later schema.

  // Throws Error(cannot_create) where something would be overwritten; with `force` removes what an earlier run has
  // left unfinished, and leaves a finished file until the new one is complete.
  void make_way(bool force, bool after_kill) const;
  // Throws unless nothing is there that a part would need.
  void expect_free() const;
  // What the part says of itself. An end that was killed half way is undone.
  FileFacts take_up_part(bool after_kill) const;
  // Throws Error(cannot_create).
  [[noreturn]] void refuse_existing() const;
  // Removes what an earlier run has left unfinished, of a part that was taken up or made here; or only what a killed
  // run had made for a moment.
  void discard_part(bool after_kill) const;
  void discard_what_a_kill_left(bool after_kill) const;
  // Before the finished file becomes a part again: removes attempts and metadata, which a kill may have left.
  void prepare_to_reopen(bool after_kill) const;

  // Gives the complete part its name, and removes what lay beside it. Throws Error(cannot_create) if, without
  // `force`, a file of that name has appeared meanwhile.
  void publish(bool force) const;

 private:
  void expect_own(bool after_kill) const;
  [[nodiscard]] std::vector<std::string> names_for_a_moment() const;

  std::string path_;
};

// The words of a run that holds the lock of its output begin so, as do those of whatever else writes a run's file.
constexpr auto runs_since = "since ";

// What a study or a measurement of nodes, `kind` "study" or "nodes", writes beside its output for a moment each.
std::string sample_of(const std::string& output, const std::string& kind, std::uint32_t number);

// Takes the master's lock on the output of a study or a measurement that is to write the samples 0 to `count` − 1, and
// removes those that a killed one of the same kind has left. Throws Error(cannot_create) as Lock::of_master, and where
// there is something else of such a name.
PassingLock claim_samples(const Output& output, const std::string& kind, std::uint32_t count);

}  // namespace squares
