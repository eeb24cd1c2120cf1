#include "system/launcher_words.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace squares {
namespace {

std::string text_of(std::uint32_t number) { return std::to_string(number); }

std::uint32_t processors_of_rank(const RankLayout& layout) { return layout.takes_turns ? 1 : layout.threads; }

// By name, as a shell finds them; Open MPI 5's mpirun becomes prterun.
constexpr std::array<std::string_view, 6> launchers{"mpirun",         "mpiexec",         "orterun",
                                                    "mpirun.openmpi", "mpiexec.openmpi", "prterun"};
// Options of Open MPI 4 and 5, with one dash.
constexpr std::array<std::string_view, 4> kept_flags{"-q", "-quiet", "-allow-run-as-root", "-tag-output"};
constexpr std::array<std::string_view, 8> set_by_name{"-mca",     "-gmca",     "-omca",    "-gomca",
                                                      "-prtemca", "-gprtemca", "-pmixmca", "-gpmixmca"};
constexpr std::array<std::string_view, 17> kept_with_value{
    "-hostfile",     "-machinefile", "-default-hostfile", "-host",   "-H",  "-x",    "-prefix",       "-path",
    "-wdir",         "-wd",          "-output-filename",  "-output", "-am", "-tune", "-launch-agent", "-personality",
    "-preload-files"};
constexpr std::array<std::string_view, 23> dropped_with_value{"-np",
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
                                                              "-timeout",
                                                              "-display",
                                                              "-runtime-options",
                                                              "-spawn-timeout"};

bool is_one_of(std::span<const std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

std::vector<std::string> mpirun_options(const RankLayout& layout) {
  std::string mapping = layout.ranks_per_numa_node > 0 ? "ppr:" + text_of(layout.ranks_per_numa_node) + ":numa"
                                                       : "ppr:" + text_of(layout.ranks_per_node) + ":node";
  mapping += layout.takes_turns ? ":OVERSUBSCRIBE" : ":PE=" + text_of(layout.threads);
  std::vector<std::string> options{"-np", text_of(layout.ranks), "--map-by", mapping};
  if (layout.needs_hardware_threads) options.emplace_back("--use-hwthread-cpus");
  options.insert(options.end(), {"--bind-to", layout.takes_turns              ? "none"
                                              : layout.needs_hardware_threads ? "hwthread"
                                                                              : "core"});
  return options;
}

std::string mpirun_line(std::uint32_t ranks, const std::string& command) {
  return "mpirun -np " + text_of(ranks) + " " + command;
}

std::vector<std::string> srun_options(const RankLayout& layout) {
  std::vector<std::string> options{"--mpi=pmix", "--nodes=" + text_of(layout.nodes),
                                   "--ntasks=" + text_of(layout.ranks)};
  if (layout.nodes > 1) options.push_back("--ntasks-per-node=" + text_of(layout.ranks_per_node));
  options.push_back("--cpus-per-task=" + text_of(processors_of_rank(layout)));
  options.emplace_back(layout.takes_turns ? "--cpu-bind=none" : "--cpu-bind=cores");
  return options;
}

std::vector<std::string> sbatch_options(const RankLayout& layout) {
  return {"--nodes=" + text_of(layout.nodes), "--ntasks-per-node=" + text_of(layout.ranks_per_node),
          "--cpus-per-task=" + text_of(processors_of_rank(layout))};
}

std::vector<std::pair<std::string, std::string>> patient_launcher_settings() {
  std::vector<std::pair<std::string, std::string>> settings;
  for (const char* version : {"OMPI", "PRTE"}) {
    const std::string keepalive = std::string(version) + "_MCA_oob_tcp_keepalive_";
    settings.insert(settings.end(),
                    {{keepalive + "time", "60"}, {keepalive + "intvl", "10"}, {keepalive + "probes", "4"}});
  }
  return settings;
}

bool is_mpirun(const std::vector<std::string>& words) {
  return !words.empty() && is_one_of(launchers, std::filesystem::path(words.front()).filename().string());
}

std::vector<std::string> kept_mpirun_options(const std::vector<std::string>& words) {
  std::vector<std::string> kept;
  if (!is_mpirun(words)) return kept;
  for (auto word = words.begin() + 1; word != words.end() && word->starts_with('-');) {
    // Long options may have one dash or two.
    const std::string option = word->starts_with("--") ? word->substr(1) : *word;
    const bool is_setting = is_one_of(set_by_name, option), is_kept = is_one_of(kept_with_value, option);
    const std::ptrdiff_t count = is_setting ? 3 : is_kept || is_one_of(dropped_with_value, option) ? 2 : 1;
    if (count > words.end() - word) break;
    if (is_setting || is_kept || is_one_of(kept_flags, option)) kept.insert(kept.end(), word, word + count);
    word += count;
  }
  return kept;
}

}  // namespace squares
