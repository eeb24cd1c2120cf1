// What mpirun, srun and sbatch are told of ranks and threads: the one place that knows their options.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace squares {

struct RankLayout {
  std::uint32_t nodes = 1;
  std::uint32_t ranks = 1;  // on all nodes
  std::uint32_t ranks_per_node = 1;
  std::uint32_t ranks_per_numa_node = 0;  // 0: rank after rank on successive cores
  std::uint32_t threads = 1;              // of each rank
  bool takes_turns = false;               // more threads than processors, so that none is bound
  bool needs_hardware_threads = false;    // a core for each thread is more than there is
};

// The options after "mpirun"; they mean the same to Open MPI 4 and 5.
std::vector<std::string> mpirun_options(const RankLayout& layout);

// `command` on so many ranks, wherever mpirun places them.
std::string mpirun_line(std::uint32_t ranks, const std::string& command);

std::vector<std::string> srun_options(const RankLayout& layout);

// Those that say the same to sbatch, on its command line or after #SBATCH.
std::vector<std::string> sbatch_options(const RankLayout& layout);

// In a job script, where nobody says otherwise: a rank on each slot, bound to as many cores as it has {threads}.
constexpr const char* usual_launch = "mpirun --map-by slot:PE={threads}";

// Variables by which mpirun notices after 100 s that a node is cut off; each version ignores those of the other.
std::vector<std::pair<std::string, std::string>> patient_launcher_settings();

// Whether the words of a running program are those of mpirun; Open MPI 5's calls itself prterun.
bool is_mpirun(const std::vector<std::string>& words);

// Of the words of a running mpirun, its own options without those that lay out or bind ranks; none if it is no mpirun.
std::vector<std::string> kept_mpirun_options(const std::vector<std::string>& words);

}  // namespace squares
