// The output of a run, before the work: what is there already, and what becomes of it. The master's.
#pragma once

#include <string>

#include "core/plan.hpp"
#include "run/run.hpp"
#include "store/output.hpp"
#include "system/lock.hpp"

namespace squares {

struct ClaimedOutput {
  Output output;
  PassingLock lock;
  Plan plan;  // as planned; with the blocks of the part that is resumed
  bool resuming = false;
  bool complete = false;
};

// Locks the output for this run, which was created at that time. Without --resume makes way for a new part; with it
// takes up the part of an earlier attempt, or begins anew where there is none. An end that was killed half way is
// undone. Throws Error(cannot_create), or Error(no_input) for a part of a later schema.
ClaimedOutput claim_output(const RunOptions& options, const Plan& plan, const std::string& created);

}  // namespace squares
