// How far a long step is: a line that is drawn over on a terminal, whole plain lines elsewhere. On stderr.
#pragma once

#include <cstdint>
#include <string>

#include "core/stopwatch.hpp"

namespace squares {

enum class ProgressMode { automatic, always, never };

// Whether the user sees this descriptor (1 or 2) on a terminal. Under mpirun it is the launcher's that counts:
// a rank's own are pipes or terminals whatever the user has.
bool user_has_terminal(int fd, bool launched);

class ProgressLine {
 public:
  // `step` as in "store"; `total` numbers of `bytes` each.
  ProgressLine(ProgressMode mode, bool terminal, std::string step, std::uint64_t total, std::uint64_t bytes);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  // Wipes the line from a terminal.
  ~ProgressLine();

  void show(std::uint64_t done);

 private:
  [[nodiscard]] std::string text(std::uint64_t done) const;

  ProgressMode mode_;
  bool terminal_;
  std::string step_;
  std::uint64_t total_;
  std::uint64_t bytes_;
  Stopwatch clock_;
  double next_s_;
  bool drawn_ = false;
};

}  // namespace squares
