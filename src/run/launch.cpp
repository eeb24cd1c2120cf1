// The beginning of a run: who takes part, what there is to do, and the part that it is done in.
#include <fmt/format.h>

#include <algorithm>

#include "parallel/introductions.hpp"
#include "parallel/mpi_library.hpp"
#include "report/run_report.hpp"
#include "report/streams.hpp"
#include "run/claim_output.hpp"
#include "run/estimate.hpp"
#include "run/placement.hpp"
#include "run/provenance.hpp"
#include "run/read_sources.hpp"
#include "run/steps.hpp"
#include "system/file_system.hpp"
#include "system/launch_line.hpp"
#include "system/mpirun_age.hpp"
#include "system/stop_signals.hpp"

namespace squares {
namespace {

// After the plan, and before any work: what happens unintended. The rest is a hint after the result.
void warn(const PlacementAdvice& advice, const RunOptions& options) {
  if (!options.quiet && !advice.troubles.empty() && !advice.on_purpose) say(placement_warning(advice));
}

// A plan for which there is no room ends as the run would.
Exit show_dry_run(const Launched& launched, const Nodes& nodes, const RunOptions& options) {
  const Estimate estimate = estimate_run(launched.plan, nodes, options.output, options.resume);
  const bool has_room = fits(launched.plan, estimate);
  const Error no_room =
      no_space(options.output, launched.plan.file_bytes(), fmt::format("{} are free", estimate.free_bytes.value_or(0)));
  if (options.json) {
    Json json = has_room ? Json::object() : error_json(no_room);
    json.update(
        {{"plan", plan_json(launched.plan)}, {"output", options.output}, {"estimate", estimate_json(estimate)}});
    print(document(json));
  } else if (!options.quiet) {
    print(plan_text(launched.plan, assignment_of(launched.ranks, launched.nodes, options.output)) +
          estimate_text(launched.plan, estimate) + placement_hint(launched.placement));
  }
  warn(launched.placement, options);
  if (has_room) return Exit::done;
  say_error(no_room);
  return no_room.code;
}

void show_plan(const Launched& launched, const RunOptions& options) {
  if (launched.has_work) {
    if (!options.json && !options.quiet)
      print_ahead(plan_text(launched.plan, assignment_of(launched.ranks, launched.nodes, options.output)));
    warn(launched.placement, options);
  } else if (options.json) {  // complete already
    print(document({{"plan", plan_json(launched.plan)},
                    {"output", options.output},
                    {"verdict", {{"exit", static_cast<int>(Exit::done)}, {"complete_already", true}}}}));
  }
}

// How long mpirun had run when this process began. Unknown: NaN.
double mpirun_until(const Stopwatch& since_start) {
  const auto since_mpirun = seconds_since_mpirun_began();
  return since_mpirun ? std::max(0.0, *since_mpirun - since_start.seconds()) : unknown_s;
}

// What the master says to all.
struct Orders {
  Plan plan;
  bool has_work = true;
  bool resuming = false;
  Exit without_work = Exit::done;
};

// The master's part of a launch.
void prepare(const Start& start, const std::vector<Introduction>& introductions, Launched& launched) {
  const RunOptions& options = start.call.options;
  launched.provenance = provenance_of(start.call.command, launcher_before(start.launch));
  expect_hints_fit(options.hints);
  launched.plan = make_plan(options.request, static_cast<std::uint32_t>(start.world.size()));
  const Placement placement = judge_placement(introductions, launched.plan.threads, start.launch);
  launched.placement = placement.advice;
  launched.nodes = static_cast<std::uint32_t>(placement.nodes.size());
  launched.ranks = reports_of(introductions, placement);
  launched.node_of = numbers_of_nodes(introductions);
  if (options.strict) refuse_under_strict(placement.advice);
  if (launched.plan.verify == Verify::disk && launched.nodes == 1) expect_disk_below(options.output);
  if (options.dry_run) {
    launched.has_work = false;
    launched.without_work = show_dry_run(launched, placement.nodes, options);
    return;
  }
  ClaimedOutput claimed = claim_output(options, launched.plan, launched.provenance.created);
  launched.plan = claimed.plan;
  launched.has_work = !claimed.complete;
  launched.resuming = claimed.resuming;
  launched.part = claimed.output.part();
  launched.output = std::move(claimed.output);
  show_plan(launched, options);
  if (launched.has_work) launched.lock = claimed.lock.release();
}

}  // namespace

Launched launch_ranks(const Start& start) {
  const World& world = start.world;
  note_stop_signals();
  Launched launched;
  {
    const std::vector<Introduction> introductions =
        gather_introductions(world, introduce_rank(start.launch.first_on_node));
    world.on_master([&] { prepare(start, introductions, launched); });
  }
  Orders orders{launched.plan, launched.has_work, launched.resuming, launched.without_work};
  world.broadcast(orders);
  launched.plan = orders.plan;
  launched.has_work = orders.has_work;
  launched.resuming = orders.resuming;
  launched.without_work = orders.without_work;
  world.broadcast(launched.part);
  launched.hints = start.call.options.hints;
  world.broadcast(launched.hints);
  launched.self = world.scatter(launched.ranks);
  world.barrier();
  world.on_master([&] { launched.phases.mpirun_s = mpirun_until(start.since_start); });
  launched.phases.launch_s = start.since_start.seconds();
  launched.clock = Stopwatch();
  return launched;
}

Opened open_part(const Start& start, const Launched& launched) {
  const World& world = start.world;
  const auto warn = [quiet = start.call.options.quiet](const std::string& text) {
    if (!quiet) say(text);
  };
  Opened opened{.watchdog = {}, .lock = {}, .file = {}, .team = {}, .phases = launched.phases};
  opened.watchdog = std::make_unique<Watchdog>(world, watched(launched.ranks), start.launch.one_node,
                                               start.call.options.patience_s, Voice{say_error, warn});
  world.on_master([&] {
    const auto scope = opened.watchdog->during(Doing::file_io);
    if (launched.resuming) return;
    try {
      create_part(launched.part, launched.plan, launched.provenance);
    } catch (...) {
      launched.lock->remove();
      throw;
    }
  });
  const auto scope = opened.watchdog->during(Doing::collective);
  world.together([&] {
    if (!world.is_master()) opened.lock = Lock::of_member(Output::lock_of(launched.part));
    opened.file = std::make_unique<PartFile>(world.comm(), launched.part, launched.plan, launched.hints);
    opened.team = std::make_unique<Team>(launched.self.threads);
  });
  opened.phases.create_s = time_since(launched.phases, launched.clock);
  return opened;
}

}  // namespace squares
