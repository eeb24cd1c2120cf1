// Whoever reads what this process prints.
#pragma once

namespace squares {

// Waits until stdout and stderr, where they are pipes or terminals, have been read to the end, and what has read it is
// idle, for two seconds each at most. Before a rank ends the job: Open MPI 5's mpirun forgets what it has not read when
// it hears of a failure.
void wait_until_all_is_read();

}  // namespace squares
