#include "app/study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/mpi/collectives/all_gather.hpp>
#include <boost/mpi/collectives/broadcast.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/vector.hpp>
#include <filesystem>
#include <fstream>

#include "app/provenance.hpp"
#include "parallel/introduction.hpp"
#include "report/format.hpp"
#include "report/progress.hpp"
#include "report/study_report.hpp"
#include "store/output.hpp"
#include "store/study_file.hpp"
#include "study/layout.hpp"
#include "study/sweep.hpp"

namespace squares {
namespace {

namespace mpi = boost::mpi;

// The master's options, as numbers, so that they can be sent.
struct Wanted {
  std::vector<std::uint32_t> workloads, scalings;
  std::string folder;
  double budget_s = 0;
  std::uint64_t seed = 0;
};

Wanted share(const World& world, const StudyOptions& options) {
  Wanted wanted;
  if (world.is_master()) {
    for (const WorkloadKind kind : options.workloads) wanted.workloads.push_back(static_cast<std::uint32_t>(kind));
    for (const Scaling scaling : options.scalings) wanted.scalings.push_back(static_cast<std::uint32_t>(scaling));
    wanted.folder = std::filesystem::absolute(options.output).parent_path();
    wanted.budget_s = options.budget_s;
    wanted.seed = options.seed;
  }
  mpi::broadcast(world.comm(), wanted.workloads, 0);
  mpi::broadcast(world.comm(), wanted.scalings, 0);
  mpi::broadcast(world.comm(), wanted.folder, 0);
  mpi::broadcast(world.comm(), wanted.budget_s, 0);
  mpi::broadcast(world.comm(), wanted.seed, 0);
  return wanted;
}

SweepSettings settings_of(const Wanted& wanted, const std::vector<Introduction>& ranks) {
  std::vector<std::string> hosts;
  std::transform(ranks.begin(), ranks.end(), std::back_inserter(hosts),
                 [](const Introduction& rank) { return rank.host.str(); });
  SweepSettings settings;
  for (const std::uint32_t kind : wanted.workloads) settings.workloads.push_back(static_cast<WorkloadKind>(kind));
  for (const std::uint32_t scaling : wanted.scalings) settings.scalings.push_back(static_cast<Scaling>(scaling));
  settings.ranks = ranks;
  settings.layouts = layouts_of(hosts, nodes_of(ranks));
  settings.sizes.folder = wanted.folder;
  settings.budget_s = wanted.budget_s;
  settings.seed = wanted.seed;
  return settings;
}

// Throws Error(cannot_create) where a file would be overwritten.
void refuse_existing(const StudyOptions& options) {
  const Output output(options.output);
  std::vector<std::string> files{output.path()};
  if (options.sbatch) files.push_back(*options.sbatch);
  for (const std::string& file : files) {
    if (!options.force && std::filesystem::exists(file)) {
      throw Error(Exit::cannot_create, "the output exists", file, "give another one, or replace it with --force");
    }
  }
}

void write_job_script(const std::string& path, const StudyResult& study) {
  const auto store = std::find_if(study.workloads.begin(), study.workloads.end(), [](const WorkloadResult& workload) {
    return workload.workload == WorkloadKind::store && workload.scaling == Scaling::strong;
  });
  const WorkloadResult& workload = store == study.workloads.end() ? study.workloads.front() : *store;
  const LaunchLines lines = launch_lines(workload.recommended().layout, study);
  std::ofstream file(path);
  file << "#!/usr/bin/env bash\n# The layout that squares study found fastest for workload "
       << to_text(workload.workload) << ".\n#SBATCH --job-name=squares\n"
       << lines.sbatch << "#SBATCH --time=01:00:00\n"
       << lines.mpirun << " \"$@\"\n";
  if (!file.flush()) {
    throw Error(Exit::cannot_create, "cannot write the job script", path, "free some space, or name another file");
  }
}

}  // namespace

Exit study(const World& world, const StudyCall& call, const Launch& launch) {
  const StudyOptions& options = call.options;
  const Introduction self = introduce(launch.first_on_node);
  std::vector<Introduction> ranks;
  mpi::all_gather(world.comm(), self, ranks);
  world.on_master([&] { refuse_existing(options); });
  const Wanted wanted = share(world, options);
  const SweepSettings settings = settings_of(wanted, ranks);

  const bool terminal = world.is_master() && user_has_terminal(2, launch.launched()) && !options.quiet;
  StudyResult result = sweep(world, settings, [&](double seconds, std::uint32_t round) {
    if (terminal) fmt::print(stderr, "\rstudy: round {}, {:.0f} of {:.0f} s  ", round + 1, seconds, wanted.budget_s);
  });
  world.on_master([&] {
    if (terminal) fmt::print(stderr, "\r{:60}\r", "");
    const Nodes nodes = nodes_of(ranks);
    result.nodes = static_cast<std::uint32_t>(nodes.size());
    result.processors = nodes.begin()->second.processors.count();
    for (const auto& [host, node] : nodes) result.processors = std::min(result.processors, node.processors.count());
    write_study(Output(options.output).path(), result, provenance_of(call.command));
    if (options.sbatch) write_job_script(*options.sbatch, result);
    const std::string machine = fmt::format(
        "study of {} on {}, {}; {} in {:.0f} s, all squares checked", plural(settings.layouts.size(), "layout"),
        plural(nodes.size(), "node"), plural(ranks.size(), "rank"), plural(result.rounds, "round"), result.seconds);
    if (options.json)
      fmt::print("{}\n", study_json(result).dump(2));
    else if (!options.quiet)
      fmt::print("{}", study_text(result, machine));
    std::fflush(stdout);
  });
  return Exit::done;
}

}  // namespace squares
