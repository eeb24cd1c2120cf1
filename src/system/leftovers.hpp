// What killed runs have left behind in this node's shared memory and temporary folder.
#pragma once

#include <string>
#include <vector>

namespace squares {

// Segments of Open MPI in `shared_memory` that no process uses, and session folders of `host` in `temporary`, which
// several hosts may share, whose mpirun is no more; those of this user, and for root those of all. As far as this
// process sees others.
std::vector<std::string> find_leftovers(const std::string& shared_memory, const std::string& temporary,
                                        const std::string& host);

// Whether this process sees all others of its node, and not only those of its container.
bool sees_all_processes();

}  // namespace squares
