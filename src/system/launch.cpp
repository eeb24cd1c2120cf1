#include "system/launch.hpp"

#include <cstdlib>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "core/parse.hpp"

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

}  // namespace

std::uint32_t rank_before_launch() {
  for (const char* variable : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID"}) {
    if (const auto rank = number_in(variable)) return static_cast<std::uint32_t>(*rank);
  }
  return 0;
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
  return {.launcher = Launcher::none, .rank = 0, .one_node = true, .first_on_node = true};
}

void spare_unused_parts(const Launch& launch) {
  set_default("HWLOC_PLUGINS_PATH", "/nonexistent");
  // With this variable, hwloc forgets where else it was told to look.
  const bool is_told_otherwise = is_set("HWLOC_SYNTHETIC") || is_set("HWLOC_XMLFILE") || is_set("HWLOC_FSROOT");
  if (launch.one_node && !is_told_otherwise) set_default("HWLOC_COMPONENTS", "-linuxio");
  if (is_set("OMPI_MCA_pml") || is_set("OMPI_MCA_btl")) return;
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
