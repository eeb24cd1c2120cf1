// What a batch job does when a launch of its ranks has ended: one table. Pure.
#pragma once

#include <array>
#include <cstdint>

namespace squares {

// What Slurm has told the job so far.
enum class Told : std::uint8_t {
  nothing,
  to_stop,  // its time is nearly up
  to_end,   // as a rule since it was cancelled; whatever it starts now is killed soon
};

enum class LaunchEnd : std::uint8_t {
  complete,  // the file is there, complete
  failed,    // an error that another try will meet again
  taken,     // the output is locked, as by ranks of the last try on a node that is cut off
  stopped,   // in time, resumable
  lost,      // the launcher ended in any other way, 0 without a complete file included: as after the loss of a node
};

enum class Action : std::uint8_t {
  leave,         // with the code of the launch, or 0 beside a complete file
  launch_again,  // in a moment
  ask_for_another_try,
  leave_to_resume,  // with 75; the same command resumes
};

struct Rule {
  Told told;
  LaunchEnd end;
  Action action;
};

// Each state and each end, once.
extern const std::array<Rule, 15> rules;
Action action_after(Told told, LaunchEnd end);

// `code` is that of the launcher. Open MPI 5's ends with 0 after the loss of a node, so only `complete`, a complete
// file of this job, counts. `after_another`: an earlier try's ranks may still hold the output.
LaunchEnd end_of_launch(int code, bool complete, bool after_another);

const char* to_text(Told told);
const char* to_text(LaunchEnd end);
const char* to_text(Action action);

}  // namespace squares
