#include "commands/nodes.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "commands/outputs.hpp"
#include "commands/read_files.hpp"
#include "core/stopwatch.hpp"
#include "nodes/baseline.hpp"
#include "nodes/place.hpp"
#include "nodes/rounds.hpp"
#include "nodes/storage_sample.hpp"
#include "parallel/introductions.hpp"
#include "parallel/mpi_library.hpp"
#include "parallel/watchdog.hpp"
#include "report/json.hpp"
#include "report/nodes_report.hpp"
#include "report/progress.hpp"
#include "report/streams.hpp"
#include "run/provenance.hpp"
#include "store/inspect.hpp"
#include "store/nodes_file.hpp"
#include "store/output.hpp"
#include "system/file.hpp"
#include "system/launch_line.hpp"
#include "system/lock.hpp"
#include "system/paths.hpp"
#include "system/shell_words.hpp"
#include "system/stop_signals.hpp"

namespace squares {
namespace {

// Throws Error(cannot_create) unless it is what a measurement has left that was lost.
void expect_own_part(const std::string& part) {
  bool is_own = is_regular_file(part);
  try {
    is_own = is_own && std::holds_alternative<NodesFacts>(inspect_any(part));
  } catch (const Error& error) {
    if (error.code == Exit::io) throw;  // a disk or a limit: that says nothing of the part
    is_own = false;
  }
  if (!is_own) throw not_own(part, "this is no part of a measurement of nodes");
}

PassingLock make_way(const NodesOptions& options, std::uint32_t nodes) {
  const Output output(options.output);
  expect_free_name(output.path(), by_force(options.force));
  if (options.force && output.part_exists()) {
    expect_own_part(output.part());
  } else {
    expect_free_name(output.part(), Existing::kept);
  }
  return claim_samples(output, "nodes", StorageSamples::files(nodes));
}

// Before anything is measured for it. Throws Error(no_input).
NodesResult read_baseline(const std::string& path) {
  const Files files = read_files({path});
  if (files.nodes.size() == 1) return files.nodes.front().measured;
  throw Error(Exit::no_input, "this is no measurement of nodes", path, "give a file of squares nodes");
}

// What was measured so far is in a part, so that it is not lost with a node. The master's.
class Keeper {
 public:
  Keeper(const Output& output, Provenance provenance)
      : path_(output.path()), part_(output.part()), provenance_(std::move(provenance)) {}

  // Now and then, so that it takes no more than a twentieth of the time.
  void keep_so_far(NodesResult result) {
    constexpr double times_as_long = 20;
    if (clock_.seconds() < next_s_) return;
    const double begin_s = clock_.seconds();
    result.stopped = 1;
    write_nodes(part_, result, provenance_, Existing::replaced);
    next_s_ = clock_.seconds() + times_as_long * (clock_.seconds() - begin_s);
  }
  void keep(const NodesResult& result, Existing existing) const {
    write_nodes(path_, result, provenance_, existing);
    remove_file(part_);
  }

 private:
  std::string path_, part_;
  Provenance provenance_;
  Stopwatch clock_;
  double next_s_ = 0;
};

// The watchdog's own advice is for runs, which can be resumed.
Voice voice_of(const NodesOptions& options) {
  const auto say_lost = [options](const Error& error) {
    const std::string part = Output(options.output).part();
    const Error lost(error.code, error.what(), error.where,
                     fmt::format("look at that node; squares report {} tells what was measured, --patience sets how "
                                 "long a silent rank is waited for",
                                 quoted_file(part)));
    if (options.json) print(document(error_json(lost)));
    say_error(lost);
  };
  return {say_lost, [quiet = options.quiet](const std::string& text) {
            if (!quiet) say(text);
          }};
}

// The same on all ranks: what the master was asked for. Collective.
RoundsSettings shared_settings(const World& world, const NodesOptions& options) {
  RoundsSettings settings{.output = {}, .in_turn = options.in_turn, .budget_s = options.budget_s, .seed = options.seed};
  if (world.is_master()) settings.output = Output(options.output).path();
  world.broadcast(settings.output);
  world.broadcast(settings.in_turn);
  world.broadcast(settings.budget_s);
  world.broadcast(settings.seed);
  return settings;
}

Exit exit_of(const NodesResult& result) {
  if (!result.verdict.wrong.empty()) return Exit::wrong_value;
  if (result.stopped != 0) return Exit::stopped;
  return result.verdict.is_alike() ? Exit::done : Exit::slower;
}

void show(const NodesResult& result, const NodesOptions& options, const Keeper& keeper) {
  keep_and_print([&] { keeper.keep(result, by_force(options.force)); },
                 options.json    ? document(nodes_json(result))
                 : options.quiet ? ""
                                 : nodes_text(result),
                 options.json);
}

}  // namespace

Exit nodes(const World& world, const NodesCall& call, const Launch& launch) {
  const NodesOptions& options = call.options;
  note_stop_signals();
  const std::vector<Introduction> ranks = all_gather_introductions(world, introduce_rank(launch.first_on_node));
  const NodePlace place = find_place(world, ranks);
  std::optional<PassingLock> lock;
  std::optional<Keeper> keeper;
  std::optional<NodesResult> baseline;
  world.on_master([&] {
    if (options.baseline) {
      expect_apart({{"--output", options.output}, {"--output", Output::part_of(options.output)}}, {*options.baseline});
      baseline = read_baseline(*options.baseline);
    }
    lock.emplace(make_way(options, place.nodes()));
    keeper.emplace(Output(options.output), provenance_of(call.typed, launcher_before(launch)));
  });
  const RoundsSettings settings = shared_settings(world, options);
  Watchdog watchdog(world, watched(ranks), launch.one_node, options.patience_s, voice_of(options));

  const bool terminal = world.is_master() && user_has_terminal(STDERR_FILENO, launch.launched()) && !options.quiet;
  const RoundsHooks hooks{.begin = [&](std::uint32_t round) { watchdog.at_block(round); },
                          .goes_on =
                              [&](const NodesResult& so_far) {
                                if (terminal)
                                  say(fmt::format("\rnodes: {} rounds, {:.0f} s  ", so_far.rounds, so_far.seconds));
                                keeper->keep_so_far(so_far);
                                return stop_signal() == nullptr;
                              }};
  NodesResult result = measure_rounds(world, place, settings, hooks);
  if (baseline) result.verdict.slower = slower_than(*baseline, result);
  Exit code = exit_of(result);
  world.on_master([&] {
    if (terminal) say(fmt::format("\r{:40}\r", ""));
    show(result, options, *keeper);
  });
  world.broadcast(code);
  return code;
}

}  // namespace squares
