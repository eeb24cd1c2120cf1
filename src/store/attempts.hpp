// OUTPUT.part.attempts: who takes part, said before any work, so that whoever wrote a block can be named even after a
// kill; and what they told at the end, if they came to an end.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "record/measurement.hpp"

namespace squares {

// The ranks of several attempts, and the threads of those that came to an end.
struct Attempts {
  std::vector<RankReport> ranks;
  std::vector<ThreadReport> threads;

  // 0 if there was none.
  [[nodiscard]] std::uint32_t last() const;
};

// Adds rows, on the disk on return. Rows of the same attempt and rank may be added again: the later ones count.
void append_attempt(const std::string& path, std::span<const RankReport> ranks, std::span<const ThreadReport> threads);

// Whether squares has made it: it begins with a line for a rank.
bool is_file_of_attempts(const std::string& path);

// In order of attempt and rank. None if there is no such file; a last line that was cut off is left out.
Attempts read_attempts(const std::string& path);

}  // namespace squares
