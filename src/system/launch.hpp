// Who started this process, as far as that can be told before MPI is up.
#pragma once

#include <cstdint>

namespace squares {

enum class Launcher {
  none,
  mpirun,
  srun,    // with a PMI that this MPI knows
  sbatch,  // mpirun in a job script that tells how it was submitted: SQUARES_SUBMITTED
};

struct Launch {
  Launcher launcher = Launcher::none;
  std::uint32_t rank = 0;     // as the launcher says; 0 without one
  bool one_node = false;      // all ranks are on this node
  bool first_on_node = true;  // no other rank of this node has a lower number, as far as is known

  [[nodiscard]] bool launched() const { return launcher != Launcher::none; }
  [[nodiscard]] bool by_mpirun() const { return launcher == Launcher::mpirun || launcher == Launcher::sbatch; }
};

// The rank of this process as whatever launcher says, for what has to be said once before MPI is up; 0 without one.
std::uint32_t rank_before_launch();

// Throws Error(bad_launch) where several processes were started that do not know of each other: each would
// take itself for rank 0 of 1, and all would write the same file.
Launch find_launch();

// Spares Open MPI the probing of networks and of devices on buses that this launch cannot use, and hwloc plugins that
// look for graphics cards. Before MPI_Init; never against a setting of the user's.
void spare_unused_parts(const Launch& launch);

}  // namespace squares
