// When the mpirun that has started this process was started itself.
#pragma once

#include <optional>

namespace squares {

// Seconds since then at most, to 0.01 s: since the start of its process, which may have been another program for a
// moment, such as a script that ends in `exec mpirun`. None: it was that for long, since mpirun's own threads are much
// younger; or the parent of this process is no mpirun, as on other nodes than mpirun's.
std::optional<double> seconds_since_mpirun_began();

}  // namespace squares
