#include "commands/study_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "commands/outputs.hpp"
#include "report/format.hpp"
#include "report/json.hpp"
#include "report/streams.hpp"
#include "report/study_report.hpp"
#include "run/provenance.hpp"
#include "store/output.hpp"
#include "store/study_file.hpp"
#include "system/file.hpp"
#include "system/stop_signals.hpp"

namespace squares {
namespace {

void write_job_script(const std::string& path, const StudyResult& study, Existing existing) {
  const auto store = std::find_if(study.workloads.begin(), study.workloads.end(), [](const WorkloadResult& workload) {
    return workload.workload == WorkloadKind::store && workload.scaling == Scaling::strong;
  });
  const WorkloadResult& workload = store == study.workloads.end() ? study.workloads.front() : *store;
  const LaunchLines lines = launch_lines(workload.workload, workload.recommended().layout, study);
  const bool is_command = workload.workload == WorkloadKind::command;
  write_text_file(path,
                  fmt::format("#!/usr/bin/env bash\n"
                              "# The layout that squares study recommends for {}.\n"
                              "#SBATCH --job-name=squares\n"
                              "{}#SBATCH --time=01:00:00\n"
                              "{}{}\n",
                              is_command ? "this command" : fmt::format("workload {}", to_text(workload.workload)),
                              lines.sbatch, lines.mpirun, is_command ? "" : " \"$@\""),
                  existing);
}

}  // namespace

PassingLock make_way(const StudyOptions& options) {
  const Output output(options.output);
  expect_apart({{"--output", options.output}, {"--emit-sbatch", options.sbatch}}, {});
  std::vector<std::string> files{output.path()};
  if (options.sbatch) files.push_back(*options.sbatch);
  for (const std::string& file : files) expect_free_name(file, by_force(options.force));
  return claim_samples(output, "study", 1);
}

void write_and_tell(const StudyCall& call, const StudyResult& result, const std::string& what) {
  const StudyOptions& options = call.options;
  const Existing existing = by_force(options.force);
  const auto keep = [&] {
    write_study(Output(options.output).path(), result, provenance_of(call.typed), existing);
    if (options.sbatch) write_job_script(*options.sbatch, result, existing);
  };
  const std::string machine = fmt::format("study of {}; {} in {:.0f} s{}", what, plural(result.rounds, "round"),
                                          result.seconds, result.timed.empty() ? ", all squares checked" : "");
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

void say_progress(double seconds, std::uint32_t round, const StudyOptions& options) {
  say(fmt::format("\rstudy: round {}, {:.0f} of {:.0f} s  ", round + 1, seconds, options.budget_s));
}

void wipe_progress() { say(fmt::format("\r{:60}\r", "")); }

}  // namespace squares
