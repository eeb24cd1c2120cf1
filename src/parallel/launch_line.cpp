#include "parallel/launch_line.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>

namespace squares {
namespace {

std::vector<std::string> command_line_of(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/cmdline");
  std::vector<std::string> words;
  for (std::string word; std::getline(file, word, '\0');) words.push_back(word);
  return words;
}

// For a shell.
std::string quoted(const std::string& word) {
  const bool plain = !word.empty() && word.find_first_not_of(
                                          "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                          "0123456789_-+=./:,@%") == std::string::npos;
  if (plain) return word;
  std::string text = "'";
  for (const char letter : word) text += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  return text + "'";
}

std::string joined(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + quoted(word);
  return line;
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

std::string mpirun_line(const TypedLaunch& typed, const FittingLayout& fit) {
  std::vector<std::string> words{"mpirun"};
  words.insert(words.end(), typed.launcher_options.begin(), typed.launcher_options.end());
  const auto text = [](std::uint32_t number) { return std::to_string(number); };
  const std::string mapping = fit.ranks_per_numa_node > 0 ? "ppr:" + text(fit.ranks_per_numa_node) + ":numa"
                                                          : "ppr:" + text(fit.ranks_per_node) + ":node";
  words.insert(words.end(),
               {"-np", text(fit.nodes * fit.ranks_per_node), "--map-by", mapping + ":PE=" + text(fit.threads)});
  if (fit.needs_hardware_threads)
    words.insert(words.end(), {"--use-hwthread-cpus", "--bind-to", "hwthread"});
  else
    words.insert(words.end(), {"--bind-to", "core"});
  const auto command = with_threads(typed.command, fit.threads);
  words.insert(words.end(), command.begin(), command.end());
  return joined(words);
}

std::string slurm_options(const FittingLayout& fit) {
  return "--nodes=" + std::to_string(fit.nodes) + " --ntasks-per-node=" + std::to_string(fit.ranks_per_node) +
         " --cpus-per-task=" + std::to_string(fit.threads);
}

std::string sbatch_line(const TypedLaunch& typed, const FittingLayout& fit) {
  std::istringstream submitted(typed.submitted);
  std::vector<std::string> words;
  for (std::string word; submitted >> word;) words.push_back(word);
  return "sbatch " + slurm_options(fit) + " " + joined(without_threads(words));  // the script counts threads itself
}

constexpr std::array<std::string_view, 5> launchers{"mpirun", "mpiexec", "orterun", "mpirun.openmpi",
                                                    "mpiexec.openmpi"};
// Their options, with one dash.
constexpr std::array<std::string_view, 4> kept_flags{"-q", "-quiet", "-allow-run-as-root", "-tag-output"};
constexpr std::array<std::string_view, 2> settings{"-mca", "-gmca"};
constexpr std::array<std::string_view, 13> kept_with_value{
    "-hostfile", "-machinefile", "-default-hostfile", "-host", "-H",   "-x", "-prefix", "-path",
    "-wdir",     "-wd",          "-output-filename",  "-am",   "-tune"};
constexpr std::array<std::string_view, 20> dropped_with_value{"-np",
                                                              "-n",
                                                              "-c",
                                                              "-N",
                                                              "-npernode",
                                                              "-npersocket",
                                                              "-map-by",
                                                              "-bind-to",
                                                              "-rank-by",
                                                              "-cpus-per-proc",
                                                              "-cpus-per-rank",
                                                              "-ppr",
                                                              "-cpu-set",
                                                              "-cpu-list",
                                                              "-rankfile",
                                                              "-rf",
                                                              "-stdin",
                                                              "-report-pid",
                                                              "-report-uri",
                                                              "-timeout"};

bool is_one_of(std::span<const std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

TypedLaunch typed_launch(const Launch& launch) {
  TypedLaunch typed{
      .launcher = launch.launcher, .launcher_options = {}, .command = command_line_of(getpid()), .submitted = ""};
  if (launch.launcher == Launcher::mpirun) typed.launcher_options = kept_launcher_options(command_line_of(getppid()));
  if (const char* submitted = std::getenv("SQUARES_SUBMITTED")) typed.submitted = submitted;
  return typed;
}

std::vector<std::string> kept_launcher_options(const std::vector<std::string>& mpirun_words) {
  std::vector<std::string> kept;
  if (mpirun_words.empty() || !is_one_of(launchers, std::filesystem::path(mpirun_words.front()).filename().string()))
    return kept;
  for (auto word = mpirun_words.begin() + 1; word != mpirun_words.end() && word->starts_with('-');) {
    // It takes long options with one dash or with two.
    const std::string option = word->starts_with("--") ? word->substr(1) : *word;
    const bool has_two_values = is_one_of(settings, option), is_kept = is_one_of(kept_with_value, option);
    const std::ptrdiff_t count = has_two_values ? 3 : is_kept || is_one_of(dropped_with_value, option) ? 2 : 1;
    if (count > mpirun_words.end() - word) break;
    if (has_two_values || is_kept || is_one_of(kept_flags, option)) kept.insert(kept.end(), word, word + count);
    word += count;
  }
  return kept;
}

std::string launch_line(const TypedLaunch& typed, const FittingLayout& fit, const CpuSet& processors) {
  const std::vector<std::string> command = with_threads(typed.command, fit.threads);
  switch (typed.launcher) {
    case Launcher::mpirun:
      return mpirun_line(typed, fit);
    case Launcher::sbatch:
      return sbatch_line(typed, fit);
    case Launcher::srun:
      return "srun --mpi=pmix " + slurm_options(fit) + " --cpu-bind=cores " + joined(command);
    case Launcher::none:
      if (fit.ranks_per_node > 1) return mpirun_line(typed, fit);
  }
  return (processors.empty() ? "" : "taskset -c " + processors.list() + " ") + joined(command);
}

std::string fitting_launch(const Launch& launch, std::span<const Introduction> ranks,
                           std::span<const std::uint32_t> teams, const Nodes& nodes) {
  const FittingLayout fit = fitting_layout(teams, nodes);
  const bool is_masked = fit.threads > ranks.front().processors;
  return launch_line(typed_launch(launch), fit, is_masked ? nodes.at(ranks.front().host.str()).processors : CpuSet());
}

}  // namespace squares
