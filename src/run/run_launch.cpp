// The beginning of a run: who is there, what there is to do, and what is there already.
#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <boost/mpi/collectives/broadcast.hpp>
#include <boost/serialization/string.hpp>
#include <set>

#include "parallel/messages.hpp"
#include "report/json.hpp"
#include "report/run_report.hpp"
#include "report/streams.hpp"
#include "run/estimate.hpp"
#include "run/provenance.hpp"
#include "run/run_steps.hpp"
#include "store/inspect.hpp"
#include "system/raw_file.hpp"
#include "system/stop_signals.hpp"

namespace squares {
namespace {

namespace mpi = boost::mpi;

// Ranks of a killed run may live on for a moment.
constexpr double wait_for_orphans_s = 5;

std::string range_text(const Plan& plan) { return fmt::format("{}..{}", plan.range.first, plan.range.last()); }

std::string blocks_text(const Plan& plan) {
  return plan.block_length == 0 ? fmt::format("{} equal blocks", plan.blocks)
                                : fmt::format("blocks of {}", plan.block_length);
}

}  // namespace

void Run::plan_and_prepare() {
  note_stop_signals();
  meet();
  world_.on_master([&] {
    result_.provenance = provenance_of(call_.command);
    plan_ = make_plan(call_.options.request, static_cast<std::uint32_t>(world_.size()));
    judge_placement();
    if (call_.options.dry_run)
      estimate_ = estimate_run(plan_, nodes_, call_.options.output);
    else
      prepare_output();
    nothing_to_do_ = nothing_to_do_ || call_.options.dry_run;
  });
  share_plan();
  take_seats();
  if (world_.is_master()) show_plan();
  if (!nothing_to_do_) watch();
  world_.comm().barrier();
  result_.phases.launch_s = since_start_.seconds();
  clock_ = Stopwatch();
}

void Run::share_plan() {
  Orders orders{.plan = plan_, .nothing_to_do = nothing_to_do_ ? 1U : 0U, .resuming = resuming_ ? 1U : 0U};
  mpi::broadcast(world_.comm(), orders, 0);
  mpi::broadcast(world_.comm(), part_path_, 0);
  plan_ = orders.plan;
  nothing_to_do_ = orders.nothing_to_do != 0;
  resuming_ = orders.resuming != 0;
}

// The master's: takes the lock, and finds or makes room for the part.
void Run::prepare_output() {
  const RunOptions& options = call_.options;
  output_.emplace(options.output);
  part_path_ = output_->part();
  lock_ = Lock::of_master(
      output_->lock(),
      fmt::format("process {} on {}, since {}", self_.pid, self_.host.str(), result_.provenance.created),
      options.resume ? wait_for_orphans_s : 0);
  try {
    if (options.resume)
      take_up_part();
    else
      output_->make_way(options.force);
    if (nothing_to_do_) lock_->remove();
  } catch (...) {
    lock_->remove();
    throw;
  }
}

// The master's: what an earlier run has left, if it is of use. Undoes an end that was killed half way.
void Run::take_up_part() {
  if (!output_->part_exists()) {
    if (output_->exists() && !call_.options.force) {
      const FileFacts whole = inspect(output_->path());
      if (whole.head.plan.range != plan_.range || whole.head.complete == 0) output_->make_way(false);
      output_->discard_part();  // what a kill after the last rename has left
      if (!call_.options.quiet) say(fmt::format("squares: {} is complete already\n", call_.options.output));
      nothing_to_do_ = true;
      return;
    }
    return output_->discard_part();  // what may lie beside it
  }
  if (output_->exists() && !call_.options.force) output_->refuse_existing();  // now, and not after all the work
  restore_metadata(part_path_, output_->metadata());
  const RawFile may_be_opened(part_path_, O_RDWR);  // or it is not ours to throw away
  FileFacts facts;
  try {
    facts = inspect(part_path_);
  } catch (const Error& error) {
    if (error.code == Exit::io) throw;  // a disk or a limit: that says nothing of the part
    say(fmt::format("squares: begins anew: {} is of no use, it {}\n", part_path_, error.what()));
    return output_->discard_part();
  }
  refuse_other_plan(facts.head.plan, plan_);
  plan_.blocks = facts.head.plan.blocks;
  plan_.block_length = facts.head.plan.block_length;
  resuming_ = true;
}

void Run::refuse_other_plan(const Plan& part, const Plan& asked) const {
  const bool other_blocks = call_.options.request.block_length && part.block_length != asked.block_length;
  if (part.range == asked.range && !other_blocks) return;
  throw Error(Exit::cannot_create,
              fmt::format("the part holds {} in {}, and this run is to compute {} in {}", range_text(part),
                          blocks_text(part), range_text(asked), blocks_text(asked)),
              part_path_,
              "resume it with its own range and blocks, discard it with --force and without --resume, or "
              "give another --output");
}

void Run::watch() { watchdog_.emplace(world_, ranks_, call_.options.patience_s, say_error); }

void Run::show_plan() const {
  const RunOptions& options = call_.options;
  if (options.json && nothing_to_do_) {
    nlohmann::ordered_json json{{"plan", plan_json(plan_)}, {"output", options.output}};
    if (options.dry_run) json["estimate"] = estimate_json(*estimate_);
    if (!options.dry_run) json["verdict"] = {{"exit", static_cast<int>(Exit::done)}, {"complete_already", true}};
    print(document(json));
  }
  if (options.json || options.quiet || (nothing_to_do_ && !options.dry_run)) return;
  std::set<std::string> hosts;
  for (const RankReport& rank : result_.ranks) hosts.insert(rank.host.str());
  const auto [fewest, most] = std::minmax_element(result_.ranks.begin(), result_.ranks.end(),
                                                  [](const auto& a, const auto& b) { return a.threads < b.threads; });
  print(plan_text(plan_, {.nodes = static_cast<std::uint32_t>(hosts.size()),
                          .fewest_threads = fewest->threads,
                          .most_threads = most->threads,
                          .output = options.output}) +
        (estimate_ ? estimate_text(plan_, *estimate_) : ""));
}

void Run::open_part() {
  world_.on_master([&] {
    const auto scope = watchdog_->during(Doing::file_io);
    if (resuming_) return;
    try {
      create_part(part_path_, plan_, result_.provenance);
    } catch (...) {
      lock_->remove();
      throw;
    }
  });
  const auto scope = watchdog_->during(Doing::collective);
  world_.together([&] {
    if (!world_.is_master()) lock_ = Lock::of_member(Output::lock_of(part_path_));
    file_.emplace(world_.comm(), part_path_, plan_);
    team_.emplace(report_.threads);
  });
  result_.phases.create_s = clock_.lap();
}

}  // namespace squares
