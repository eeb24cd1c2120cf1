// What killed runs have left behind in this node's shared memory and temporary folder.
#pragma once

#include <string>
#include <vector>

namespace squares {

// Segments of Open MPI in `shared_memory` that no process uses, and session folders in `temporary` whose mpirun is no
// more; those of this user, and for root those of all.
std::vector<std::string> find_leftovers(const std::string& shared_memory, const std::string& temporary);

}  // namespace squares
