#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "commands/study.hpp"
#include "commands/study_output.hpp"
#include "report/format.hpp"
#include "report/progress.hpp"
#include "report/streams.hpp"
#include "study/command_sweep.hpp"
#include "system/allocation.hpp"
#include "system/cgroup.hpp"
#include "system/cpu_set.hpp"
#include "system/environment.hpp"
#include "system/launch.hpp"
#include "system/stop_signals.hpp"

namespace squares {
namespace {

// What Slurm has given to this job, or else what this process may use.
Machine machine_to_use() {
  if (const auto given = variable("SLURM_JOB_CPUS_PER_NODE")) {
    if (const auto all = allocation_of(*given)) return {.nodes = all->nodes, .processors = all->processors};
  }
  double processors = std::max(1U, CpuSet::of_this_process().count());
  if (const double allowed = processors_allowed_by_cgroup(); allowed > 0) processors = std::min(processors, allowed);
  return {.nodes = 1, .processors = static_cast<std::uint32_t>(std::max(1.0, std::floor(processors)))};
}

void refuse_launch() {
  if (!find_launch_or_none().launched()) return;
  throw Error(Exit::bad_launch, "study --command was started by a launcher", "--command",
              "start it without mpirun and srun, once: the command is what they start");
}

StudyResult sweep_and_say(const CommandSweepSettings& settings, const StudyOptions& options) {
  const bool terminal = user_has_terminal(STDERR_FILENO, false) && !options.quiet;
  const CommandSweepCalls calls{.note =
                                    [&](double seconds, std::uint32_t round) {
                                      if (terminal) say_progress(seconds, round, options);
                                    },
                                .goes_on = [] { return stop_signal() == nullptr; }};
  try {
    StudyResult result = sweep_command(settings, calls);
    if (terminal) wipe_progress();
    return result;
  } catch (const CommandFailure& failure) {
    if (terminal) wipe_progress();
    say(printable(failure.last_words));
    if (!failure.last_words.empty() && !failure.last_words.ends_with('\n')) say("\n");
    throw;
  }
}

}  // namespace

Exit study_command(const StudyCall& call) {
  const StudyOptions& options = call.options;
  refuse_launch();
  note_stop_signals();
  const Machine machine = machine_to_use();
  std::optional<PassingLock> lock(make_way(options));
  const CommandSweepSettings settings{.command = options.command,
                                      .machine = machine,
                                      .layouts = layouts_of_command(options.command, machine),
                                      .budget_s = options.budget_s,
                                      .seed = options.seed};
  const StudyResult result = sweep_and_say(settings, options);
  lock.reset();
  expect_samples(result);
  write_and_tell(call, result,
                 fmt::format("{} on {} of {}", plural(settings.layouts.size(), "layout"), plural(machine.nodes, "node"),
                             plural(machine.processors, "processor")));
  return stop_signal() == nullptr ? Exit::done : Exit::stopped;
}

}  // namespace squares
