// OUTPUT.part.attempts: who takes part, said before any work, so that whoever wrote a block can be named even
// after a kill.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/measurement.hpp"

namespace squares {

// Adds the ranks of an attempt, on the disk on return. Of each row attempt, rank, host, pid, threads and cpus.
void append_attempt(const std::string& path, std::span<const RankReport> ranks);

// The ranks of all attempts, in order; what the others tell is unknown (NaN, 0). None if there is no such file; a
// last line that was cut off is left out.
std::vector<RankReport> read_attempts(const std::string& path);

}  // namespace squares
