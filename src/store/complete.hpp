// The end of a file: from a part whose every block is done to a file that says so.
#pragma once

#include <span>
#include <string>

#include "core/plan.hpp"
#include "record/measurement.hpp"
#include "record/read_sources.hpp"
#include "record/storage.hpp"
#include "record/traffic.hpp"

namespace squares {

// What is known at the end of a run.
struct Outcome {
  Verify checked = Verify::none;
  Phases phases;
  Storage storage;
  ReadSources sources;
  Traffic traffic;
  std::span<const RankReport> ranks;      // of all attempts
  std::span<const ThreadReport> threads;  // of all attempts
};

// Adds the tables, marks the part complete and puts it onto the disk. One process's alone, when no rank has the file
// open any more.
void complete_part(const std::string& path, const Outcome& outcome);

// Undoes complete_part(): removes the tables and clears the mark. One process's alone, too.
void mark_incomplete(const std::string& path);

}  // namespace squares
