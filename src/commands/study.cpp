#include "commands/study.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "commands/study_output.hpp"
#include "parallel/introductions.hpp"
#include "parallel/mpi_library.hpp"
#include "report/format.hpp"
#include "report/progress.hpp"
#include "store/output.hpp"
#include "study/layout.hpp"
#include "study/sweep.hpp"
#include "system/introduction.hpp"
#include "system/lock.hpp"
#include "system/stop_signals.hpp"

namespace squares {
namespace {

Machine machine_of(const Nodes& nodes) {
  Machine machine{.nodes = static_cast<std::uint32_t>(nodes.size()), .processors = CpuSet::max_count};
  for (const auto& [name, node] : nodes) machine.processors = std::min(machine.processors, node.processors.count());
  return machine;
}

// The same on all ranks: what the master was asked for. Collective.
SweepSettings shared_settings(const World& world, const StudyOptions& options, const std::vector<Introduction>& ranks) {
  std::vector<NodeName> of_ranks;
  std::transform(ranks.begin(), ranks.end(), std::back_inserter(of_ranks), node_of);
  const Nodes nodes = nodes_of(ranks);
  SweepSettings settings{.workloads = options.workloads,
                         .scalings = options.scalings,
                         .ranks = ranks,
                         .machine = machine_of(nodes),
                         .layouts = layouts_of(of_ranks, nodes),
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

}  // namespace

Exit study(const World& world, const StudyCall& call, const Launch& launch) {
  const StudyOptions& options = call.options;
  note_stop_signals();
  const std::vector<Introduction> ranks = all_gather_introductions(world, introduce_rank(launch.first_on_node));
  std::optional<PassingLock> lock;
  world.on_master([&] { lock.emplace(make_way(options)); });
  const SweepSettings settings = shared_settings(world, options, ranks);

  const bool terminal = world.is_master() && user_has_terminal(STDERR_FILENO, launch.launched()) && !options.quiet;
  StudyResult result = sweep(world, settings, [&](double seconds, std::uint32_t round) {
    if (terminal) say_progress(seconds, round, options);
    return stop_signal() == nullptr;
  });
  bool stopped = stop_signal() != nullptr;
  world.on_master([&] {
    if (terminal) wipe_progress();
    lock.reset();
    expect_samples(result);
    write_and_tell(call, result,
                   fmt::format("{} on {}, {}", plural(settings.layouts.size(), "layout"), plural(result.nodes, "node"),
                               plural(ranks.size(), "rank")));
  });
  world.broadcast(stopped);
  return stopped ? Exit::stopped : Exit::done;
}

}  // namespace squares
