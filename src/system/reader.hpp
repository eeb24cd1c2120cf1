// Whoever reads what this process prints.
#pragma once

namespace squares {

// Waits until stdout and stderr, where they are pipes or terminals, have been read to the end, and until Open MPI 5's
// launcher, where there is one, is idle: two seconds at most for each. Before a rank ends the job: when that launcher
// hears of a failure, it forgets what it has not passed on.
void wait_until_all_is_read();

}  // namespace squares
