// What studies of workloads and of a command have in common: their files, and what they print.
#pragma once

#include <cstdint>
#include <string>

#include "commands/study.hpp"
#include "system/lock.hpp"

namespace squares {

// Keeps other studies away from this output, and removes what one has left that was killed. One process's alone. Throws
// Error(cannot_create) where a file would be overwritten.
PassingLock make_way(const StudyOptions& options);

// How far the study is, as a line that the next one overwrites.
void say_progress(double seconds, std::uint32_t round, const StudyOptions& options);
void wipe_progress();

// Throws Error(stopped) if there is nothing to say.
void expect_samples(const StudyResult& result);

// What the samples say, into the files and onto the screen. `what`: "9 layouts on 1 node, 4 ranks".
void write_and_tell(const StudyCall& call, const StudyResult& result, const std::string& what);

}  // namespace squares
