#include "study/command_sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <random>

#include "core/stopping.hpp"
#include "core/stopwatch.hpp"
#include "study/layout.hpp"
#include "system/command.hpp"

namespace squares {
namespace {

constexpr std::uint32_t least_rounds = 2;

bool has(const std::string& command, const char* word) { return command.find(word) != std::string::npos; }

class CommandSweep {
 public:
  CommandSweep(const CommandSweepSettings& settings, const CommandSweepCalls& calls)
      : settings_(settings), calls_(calls), dice_(settings.seed), enough_(settings.narrow_enough) {
    result_.nodes = settings.machine.nodes;
    result_.processors = settings.machine.processors;
    result_.timed = settings.command;
  }

  StudyResult run() {
    run_once(settings_.layouts.front());  // programs and data are read from the disk
    for (std::uint32_t round = 0; goes_on_ && !is_enough(round); ++round) run_round(round);
    result_.seconds = clock_.seconds();
    if (whole_rounds_ < least_rounds) {
      if (calls_.goes_on()) throw too_early();
      result_.samples.clear();
    }
    result_.workloads = analyse(result_.samples, settings_.machine);
    return std::move(result_);
  }

 private:
  void run_round(std::uint32_t round) {
    std::vector<Layout> layouts = settings_.layouts;
    std::shuffle(layouts.begin(), layouts.end(), dice_);
    for (const Layout& layout : layouts) {
      const std::optional<CommandEnd> end = run_once(layout);
      if (!end) return;
      result_.rounds = round + 1;
      result_.samples.push_back({.workload = static_cast<std::uint32_t>(WorkloadKind::command),
                                 .ranks = layout.ranks,
                                 .threads = layout.threads,
                                 .round = round,
                                 .numbers = 1,
                                 .seconds = end->seconds,
                                 .cpu_s = end->cpu_s});
      calls_.note(clock_.seconds(), round);
    }
    ++whole_rounds_;
  }

  // None if it was cut off, by which the study ends.
  std::optional<CommandEnd> run_once(const Layout& layout) {
    goes_on_ = goes_on_ && calls_.goes_on();
    if (!goes_on_) return std::nullopt;
    const std::string line = command_of(settings_.command, layout, settings_.machine);
    CommandEnd end = run_command(line, settings_.budget_s - clock_.seconds(), calls_.goes_on);
    goes_on_ = end.code.has_value();
    if (!end.code) return std::nullopt;
    if (*end.code == 0) return end;
    throw CommandFailure(
        Error(Exit::bad_launch, fmt::format("the command ended with {}", *end.code), line,
              "try it without squares; it must end with 0 on each layout that there are processors for"),
        end.last_words);
  }

  bool is_enough(std::uint32_t rounds) {
    const double seconds = clock_.seconds();
    return rounds >= least_rounds && (seconds > settings_.budget_s || enough_.is_enough(rounds, [&] {
             return widest_interval(analyse(result_.samples, settings_.machine));
           }));
  }

  [[nodiscard]] Error too_early() const {
    const std::size_t done = result_.samples.size(), needed = least_rounds * settings_.layouts.size();
    const double each_s = result_.seconds / static_cast<double>(done + 1);
    return {Exit::stopped, fmt::format("the budget was used up by {} of the {} runs that a study takes", done, needed),
            "--budget",
            fmt::format("nothing was written; give more time: --budget {:.0f}s",
                        std::ceil(1.5 * each_s * static_cast<double>(needed + 1)))};
  }

  const CommandSweepSettings& settings_;
  const CommandSweepCalls& calls_;
  Stopwatch clock_;
  std::mt19937_64 dice_;
  StoppingRule enough_;
  bool goes_on_ = true;
  std::uint32_t whole_rounds_ = 0;
  StudyResult result_;
};

}  // namespace

std::vector<Layout> layouts_of_command(const std::string& command, const Machine& machine) {
  const std::uint32_t most = std::min(Layout{machine.nodes, machine.processors}.workers(), CpuSet::max_count);
  const std::uint32_t ranks = has(command, "{ranks}") ? most : 1;
  const bool has_threads = has(command, "{threads}");
  std::vector<NodeName> of_ranks;
  Nodes nodes;
  for (std::uint32_t rank = 0; rank < ranks; ++rank) of_ranks.push_back({"", rank % machine.nodes});
  for (std::uint32_t node = 0; node < std::min(ranks, machine.nodes); ++node)
    nodes[{"", node}].processors = CpuSet("0-" + std::to_string(machine.processors - 1));
  std::vector<Layout> layouts;
  for (const auto& [layout, only_to_wait] : layouts_of(of_ranks, nodes)) {
    if (!only_to_wait && (has_threads || layout.threads == 1)) layouts.push_back(layout);
  }
  return layouts;
}

StudyResult sweep_command(const CommandSweepSettings& settings, const CommandSweepCalls& calls) {
  return CommandSweep(settings, calls).run();
}

}  // namespace squares
