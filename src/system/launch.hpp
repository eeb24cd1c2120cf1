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

// Whether rank 0 of the same launch prints what all would: this is another rank, and a launcher is one of its parents.
// What variables say alone is not believed: they may be left from somewhere. Results are each process's own under srun,
// which people use to start many programs, and rank 0's under mpirun.
bool leaves_results_to_rank_0();
bool leaves_errors_to_rank_0();

// Throws Error(bad_launch) where several processes were started that do not know of each other: each would
// take itself for rank 0 of 1, and all would write the same file.
Launch find_launch();

// The same for what each process may do alone: there such processes are no launch, and no launch is believed that only
// variables tell of.
Launch find_launch_or_none();

// Spares Open MPI the probing of networks and of devices on buses that this launch cannot use, and hwloc plugins that
// look for graphics cards. Where /dev/shm has no room, lets it do without. Before MPI_Init; never against a setting of
// the user's.
void spare_unused_parts(const Launch& launch);

}  // namespace squares
