#include "run/claim_output.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <utility>

#include "report/streams.hpp"
#include "store/inspect.hpp"
#include "store/metadata_copy.hpp"

namespace squares {
namespace {

// Ranks of a killed run may live on for a moment.
constexpr double wait_for_orphans_s = 5;

std::string range_text(const Plan& plan) { return fmt::format("{}..{}", plan.range.first, plan.range.last()); }

std::string blocks_text(const Plan& plan) {
  return plan.block_length == 0 ? fmt::format("{} equal blocks", plan.blocks)
                                : fmt::format("blocks of {}", plan.block_length);
}

void refuse_other_plan(const Plan& part, const Plan& asked, bool asks_for_blocks, const std::string& path) {
  const bool other_blocks = asks_for_blocks && part.block_length != asked.block_length;
  if (part.range == asked.range && !other_blocks) return;
  throw Error(Exit::cannot_create,
              fmt::format("the part holds {} in {}, and this run is to compute {} in {}", range_text(part),
                          blocks_text(part), range_text(asked), blocks_text(asked)),
              path,
              "resume it with its own range and blocks, discard it with --force and without --resume, or "
              "give another --output");
}

// Whether there is a finished file of this range. Throws where there is one of another kind.
bool is_complete(const Output& output, const Plan& plan) {
  const FileFacts file = inspect(output.path());
  if (file.head.plan.range != plan.range || file.head.complete == 0) output.refuse_existing();
  return true;
}

void take_up_part(const RunOptions& options, bool after_kill, ClaimedOutput& claimed) {
  const Output& output = claimed.output;
  const bool keeps_file = output.exists() && !options.force;
  if (!output.part_exists()) {
    claimed.complete = keeps_file && is_complete(output, claimed.plan);
    output.discard_part(after_kill);  // what a kill has left beside it
    if (claimed.complete && !options.quiet) say(fmt::format("squares: {} is complete already\n", options.output));
    return;
  }
  if (keeps_file) output.refuse_existing();  // now, and not after all the work
  const Plan found = output.take_up_part(after_kill).head.plan;
  refuse_other_plan(found, claimed.plan, options.request.block_length.has_value(), output.part());
  claimed.plan.blocks = found.blocks;
  claimed.plan.block_length = found.block_length;
  claimed.resuming = true;
  output.discard_what_a_kill_left(after_kill);
}

}  // namespace

ClaimedOutput claim_output(const RunOptions& options, const Plan& plan, const std::string& created) {
  const Output output(options.output);
  Lock lock = Lock::of_master(output.lock(), runs_since + created, options.resume ? wait_for_orphans_s : 0);
  ClaimedOutput claimed{.output = output, .lock = PassingLock(std::move(lock)), .plan = plan};
  const bool after_kill = claimed.lock->was_left_by(runs_since);
  if (!claimed.lock->is_known_here() && !options.quiet) {
    say("squares: warning: this file system has no locks: see to it that no two runs use the same --output at once\n");
  }
  if (options.resume)
    take_up_part(options, after_kill, claimed);
  else
    output.make_way(options.force, after_kill);
  return claimed;
}

}  // namespace squares
