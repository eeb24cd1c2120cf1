#include "commands/study.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <optional>

#include "parallel/mpi_library.hpp"
#include "report/format.hpp"
#include "report/json.hpp"
#include "report/progress.hpp"
#include "report/streams.hpp"
#include "report/study_report.hpp"
#include "run/provenance.hpp"
#include "store/output.hpp"
#include "store/study_file.hpp"
#include "study/layout.hpp"
#include "study/sweep.hpp"
#include "system/file.hpp"
#include "system/introduction.hpp"
#include "system/lock.hpp"
#include "system/stop_signals.hpp"

namespace squares {
namespace {

// The same on all ranks: what the master was asked for. Collective.
SweepSettings shared_settings(const World& world, const StudyOptions& options, const std::vector<Introduction>& ranks) {
  std::vector<NodeName> of_ranks;
  std::transform(ranks.begin(), ranks.end(), std::back_inserter(of_ranks), node_of);
  SweepSettings settings{.workloads = options.workloads,
                         .scalings = options.scalings,
                         .ranks = ranks,
                         .layouts = layouts_of(of_ranks, nodes_of(ranks)),
                         .sizes = {},
                         .budget_s = options.budget_s,
                         .seed = options.seed};
  if (world.is_master()) settings.sizes.output = Output(options.output).path();
  world.broadcast(settings.workloads);
  world.broadcast(settings.scalings);
  world.broadcast(settings.sizes.output);
  world.broadcast(settings.budget_s);
  world.broadcast(settings.seed);
  return settings;
}

// The master's: keeps other studies away from this output, and removes what one has left that was killed. Throws
// Error(cannot_create) where a file would be overwritten.
Lock make_way(const StudyOptions& options) {
  const Output output(options.output);
  std::vector<std::string> files{output.path()};
  if (options.sbatch) files.push_back(*options.sbatch);
  for (const std::string& file : files) {
    if (!options.force && std::filesystem::exists(file)) {
      throw Error(Exit::cannot_create, "the output exists", file, "give another one, or replace it with --force");
    }
  }
  Lock lock = Lock::of_master(output.lock(), "a study");
  if (lock.was_left()) remove_leftovers(output.path());
  return lock;
}

void write_job_script(const std::string& path, const StudyResult& study, Existing existing) {
  const auto store = std::find_if(study.workloads.begin(), study.workloads.end(), [](const WorkloadResult& workload) {
    return workload.workload == WorkloadKind::store && workload.scaling == Scaling::strong;
  });
  const WorkloadResult& workload = store == study.workloads.end() ? study.workloads.front() : *store;
  const LaunchLines lines = launch_lines(workload.recommended().layout, study);
  write_text_file(path,
                  fmt::format("#!/usr/bin/env bash\n"
                              "# The layout that squares study found fastest for workload {}.\n"
                              "#SBATCH --job-name=squares\n"
                              "{}#SBATCH --time=01:00:00\n"
                              "{} \"$@\"\n",
                              to_text(workload.workload), lines.sbatch, lines.mpirun),
                  existing);
}

// The master's: what the samples say, into the file and onto the screen.
void write_and_tell(const StudyCall& call, const StudyResult& result, std::size_t layouts, std::size_t ranks) {
  const StudyOptions& options = call.options;
  const Existing existing = options.force ? Existing::replaced : Existing::kept;
  const auto keep = [&] {
    write_study(Output(options.output).path(), result, provenance_of(call.command), existing);
    if (options.sbatch) write_job_script(*options.sbatch, result, existing);
  };
  const std::string machine =
      fmt::format("study of {} on {}, {}; {} in {:.0f} s, all squares checked", plural(layouts, "layout"),
                  plural(result.nodes, "node"), plural(ranks, "rank"), plural(result.rounds, "round"), result.seconds);
  keep_and_print(keep,
                 options.json    ? document(study_json(result))
                 : options.quiet ? ""
                                 : study_text(result, machine),
                 options.json);
}

void expect_samples(const StudyResult& result) {
  if (!result.samples.empty()) return;
  throw Error(Exit::stopped, fmt::format("{} came before each layout had been timed twice", stop_signal()), "study",
              "nothing was written; start it again, with a --budget that fits into the time that there is");
}

}  // namespace

Exit study(const World& world, const StudyCall& call, const Launch& launch) {
  const StudyOptions& options = call.options;
  note_stop_signals();
  const std::vector<Introduction> ranks = world.all_gather(introduce_rank(launch.first_on_node));
  std::optional<Lock> lock;
  world.on_master([&] { lock.emplace(make_way(options)); });
  const SweepSettings settings = shared_settings(world, options, ranks);

  const bool terminal = world.is_master() && user_has_terminal(STDERR_FILENO, launch.launched()) && !options.quiet;
  StudyResult result = sweep(world, settings, [&](double seconds, std::uint32_t round) {
    if (terminal) say(fmt::format("\rstudy: round {}, {:.0f} of {:.0f} s  ", round + 1, seconds, options.budget_s));
    return stop_signal() == nullptr;
  });
  bool stopped = stop_signal() != nullptr;
  world.on_master([&] {
    if (terminal) say(fmt::format("\r{:60}\r", ""));
    lock->remove();
    expect_samples(result);
    const Nodes nodes = nodes_of(ranks);
    result.nodes = static_cast<std::uint32_t>(nodes.size());
    result.processors = nodes.begin()->second.processors.count();
    for (const auto& [name, node] : nodes) result.processors = std::min(result.processors, node.processors.count());
    write_and_tell(call, result, settings.layouts.size(), ranks.size());
  });
  world.broadcast(stopped);
  return stopped ? Exit::stopped : Exit::done;
}

}  // namespace squares
