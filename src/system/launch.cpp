#include "system/launch.hpp"

#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>

#include "core/error.hpp"
#include "core/parse.hpp"
#include "system/mca_settings.hpp"
#include "system/processes.hpp"
#include "system/shared_memory.hpp"
#include "system/temporary_folder.hpp"

namespace squares {
namespace {

std::optional<std::uint64_t> number_in(const char* variable) {
  const char* text = std::getenv(variable);
  if (text == nullptr) return std::nullopt;
  try {
    return parse_integer(text, variable);
  } catch (const Error&) {
    return std::nullopt;
  }
}

bool is_set(const char* variable) { return std::getenv(variable) != nullptr; }

void set_default(const char* variable, const char* value) { ::setenv(variable, value, 0); }

// Launchers and their daemons, as the kernel names them, which keeps 15 letters. Of Open MPI, and of MPICH.
constexpr std::array of_mpi{"mpirun", "mpiexec",        "orterun",         "orted",           "prterun",
                            "prted",  "mpirun.openmpi", "mpiexec.openmpi", "hydra_pmi_proxy", "mpiexec.hydra"};
constexpr std::array of_slurm{"slurmstepd"};

// Whether a launcher, or its daemon on this node, has started this process, with few others in between.
bool has_above(std::span<const char* const> launchers) {
  constexpr int most_in_between = 6;
  pid_t process = stat_of("/proc/self").parent;
  for (int i = 0; i <= most_in_between && process > 0; ++i) {
    const Stat stat = stat_of("/proc/" + std::to_string(process));
    if (std::any_of(launchers.begin(), launchers.end(), [&](const char* one) { return stat.name == one; })) return true;
    process = stat.parent;
  }
  return false;
}

bool is_launched() { return has_above(of_mpi) || has_above(of_slurm); }

constexpr Launch not_launched{.launcher = Launcher::none, .rank = 0, .one_node = true, .first_on_node = true};

// As whatever launcher says.
bool is_another_rank() {
  for (const char* variable : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID"}) {
    if (const auto rank = number_in(variable)) return *rank > 0;
  }
  return false;
}

bool has_shared_memory() {
  const std::uint64_t ranks = number_in("OMPI_COMM_WORLD_LOCAL_SIZE").value_or(1);
  return error_of_shared_memory() == 0 && free_shared_memory() >= ranks * shared_memory_per_rank;
}

// Where the node has no shared memory to give, Open MPI's segments are files of the temporary folder.
void keep_segments_elsewhere() {
  for (const std::string parameter : {"btl_vader_backing_directory", "btl_sm_backing_directory"}) {
    if (may_choose_for_mpi(parameter, {})) set_default(("OMPI_MCA_" + parameter).c_str(), temporary_folder().c_str());
  }
}

}  // namespace

bool leaves_results_to_rank_0() { return is_another_rank() && has_above(of_mpi); }

bool leaves_errors_to_rank_0() { return is_another_rank() && is_launched(); }

Launch find_launch_or_none() {
  if (!is_launched()) return not_launched;
  try {
    return find_launch();
  } catch (const Error&) {
    return not_launched;
  }
}

Launch find_launch() {
  const auto size = number_in("OMPI_COMM_WORLD_SIZE");
  const auto rank = number_in("OMPI_COMM_WORLD_RANK");
  if (size || is_set("PMIX_RANK")) {
    const auto pmix_rank = number_in("PMIX_RANK");
    const auto local_rank = size ? number_in("OMPI_COMM_WORLD_LOCAL_RANK") : number_in("SLURM_LOCALID");
    return {.launcher = !size                         ? Launcher::srun
                        : is_set("SQUARES_SUBMITTED") ? Launcher::sbatch
                                                      : Launcher::mpirun,
            .rank = static_cast<std::uint32_t>(rank.value_or(pmix_rank.value_or(0))),
            .one_node = size.has_value() && size == number_in("OMPI_COMM_WORLD_LOCAL_SIZE"),
            .first_on_node = local_rank.value_or(0) == 0};
  }
  for (const char* variable : {"PMI_SIZE", "SLURM_STEP_NUM_TASKS"}) {
    const auto tasks = number_in(variable);
    if (tasks.value_or(1) > 1) {
      throw Error(Exit::bad_launch,
                  "started " + std::to_string(*tasks) + " times, by a launcher that our MPI cannot speak with",
                  std::string("the environment, ") + variable,
                  "start it with mpirun, or with srun --mpi=pmix where Slurm has it (srun --mpi=list)");
    }
  }
  return not_launched;
}

void spare_unused_parts(const Launch& launch) {
  // A step of Slurm that started no MPI program would be taken for a launch by Slurm.
  if (!launch.launched()) {
    for (const char* variable : {"SLURM_STEP_ID", "SLURM_STEPID"}) ::unsetenv(variable);
  }
  set_default("HWLOC_PLUGINS_PATH", "/nonexistent");
  // With this variable, hwloc forgets where else it was told to look.
  const bool is_told_otherwise = is_set("HWLOC_SYNTHETIC") || is_set("HWLOC_XMLFILE") || is_set("HWLOC_FSROOT");
  if (launch.one_node && !is_told_otherwise) set_default("HWLOC_COMPONENTS", "-linuxio");
  if (launch.launched() && !has_shared_memory()) keep_segments_elsewhere();
  const bool may_choose =
      may_choose_for_mpi("pml", std::array{"ob1"}) &&
      may_choose_for_mpi("btl", std::array{"self", "vader", "sm"});  // "vader" is "sm" to Open MPI 5
  if (!may_choose) return;
  if (!launch.launched()) {
    set_default("OMPI_MCA_ess_singleton_isolated", "1");
    set_default("OMPI_MCA_pml", "ob1");
    set_default("OMPI_MCA_btl", "self");
  } else if (launch.one_node) {
    set_default("OMPI_MCA_pml", "ob1");
    set_default("OMPI_MCA_btl", "self,vader");
  }
}

}  // namespace squares
