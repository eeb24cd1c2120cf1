#include "system/launch_line.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <initializer_list>
#include <sstream>

#include "system/launcher_words.hpp"
#include "system/processes.hpp"
#include "system/shell_words.hpp"

namespace squares {
namespace {

bool is_same_program(const std::string& a, const std::string& b) {
  return std::filesystem::path(a).filename() == std::filesystem::path(b).filename();
}

std::vector<std::string> without_threads(std::vector<std::string> command) {
  for (auto word = command.begin(); word != command.end();) {
    if (*word == "--threads" && word + 1 != command.end())
      word = command.erase(word, word + 2);
    else if (word->starts_with("--threads="))
      word = command.erase(word);
    else
      ++word;
  }
  return command;
}

// Says the threads also where they are as usual, since the environment or a config file may say otherwise.
std::vector<std::string> with_threads(const std::vector<std::string>& command, std::uint32_t threads) {
  std::vector<std::string> changed = without_threads(command);
  changed.insert(changed.end(), {"--threads", std::to_string(threads)});
  return changed;
}

RankLayout layout_of(const FittingLayout& fit) {
  return {.nodes = fit.nodes,
          .ranks = fit.nodes * fit.ranks_per_node,
          .ranks_per_node = fit.ranks_per_node,
          .ranks_per_numa_node = fit.ranks_per_numa_node,
          .threads = fit.threads,
          .needs_hardware_threads = fit.needs_hardware_threads};
}

using Words = std::vector<std::string>;

std::string line_of(std::initializer_list<Words> parts) {
  Words words;
  for (const Words& part : parts) words.insert(words.end(), part.begin(), part.end());
  return joined(words);
}

// The script counts threads itself.
std::string sbatch_line(const TypedLaunch& typed, const FittingLayout& fit) {
  const Words words = split_words(typed.submitted, "SQUARES_SUBMITTED");
  return line_of({{"sbatch"}, sbatch_options(layout_of(fit)), without_threads(words)});
}

}  // namespace

TypedLaunch typed_launch(const Launch& launch) {
  TypedLaunch typed{
      .launcher = launch.launcher, .launcher_options = {}, .command = command_line_of(getpid()), .submitted = ""};
  if (launch.launcher == Launcher::mpirun) typed.launcher_options = kept_mpirun_options(command_line_of(getppid()));
  if (const char* submitted = std::getenv("SQUARES_SUBMITTED")) typed.submitted = submitted;
  return typed;
}

std::string launcher_before(const Launch& launch) {
  if (!launch.launched()) {
    const CpuSet mask = CpuSet::of_this_process();
    return mask.count() < static_cast<std::uint32_t>(sysconf(_SC_NPROCESSORS_ONLN)) ? "taskset -c " + mask.list() : "";
  }
  const Words own = command_line_of(getpid());
  Words words = command_line_of(getppid());
  if (!launch.by_mpirun() || !is_mpirun(words) || own.empty() || words.size() <= own.size()) return "";
  // Behind mpirun's options stands this program, unless something stands between them.
  const auto program = words.end() - static_cast<std::ptrdiff_t>(own.size());
  if (!std::equal(program + 1, words.end(), own.begin() + 1) || !is_same_program(*program, own.front())) return "";
  words.erase(program, words.end());
  words.front() = "mpirun";
  return joined(words);
}

std::string launch_line(const TypedLaunch& typed, const FittingLayout& fit, const CpuSet& processors) {
  const Words command = with_threads(typed.command, fit.threads);
  const auto by_mpirun = [&] {
    return line_of({{"mpirun"}, typed.launcher_options, mpirun_options(layout_of(fit)), command});
  };
  switch (typed.launcher) {
    case Launcher::mpirun:
      return by_mpirun();
    case Launcher::sbatch:
      return sbatch_line(typed, fit);
    case Launcher::srun:
      return line_of({{"srun"}, srun_options(layout_of(fit)), command});
    case Launcher::none:
      if (fit.ranks_per_node > 1) return by_mpirun();
  }
  return (processors.empty() ? "" : "taskset -c " + processors.list() + " ") + joined(command);
}

std::string fitting_launch(const Launch& launch, std::span<const Introduction> ranks,
                           std::span<const std::uint32_t> teams, const Nodes& nodes) {
  const FittingLayout fit = fitting_layout(teams, nodes);
  const bool is_masked = fit.threads > ranks.front().processors;
  return launch_line(typed_launch(launch), fit, is_masked ? nodes.at(node_of(ranks.front())).processors : CpuSet());
}

}  // namespace squares
