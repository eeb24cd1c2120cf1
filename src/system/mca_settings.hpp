// What Open MPI was told by people: its parameters, as they are set in the environment and in its files.
#pragma once

#include <span>
#include <string>

namespace squares {

// Whether `components` may be chosen of a framework, such as "btl", against nobody's will. A variable that says
// anything of it is the user's choice. So is a file that names others, or excludes ("^") one of these:
// ~/.openmpi/mca-params.conf, those of the system, and those that variables name instead. As far as that can be told
// before MPI_Init.
bool may_choose_for_mpi(const std::string& framework, std::span<const char* const> components);

}  // namespace squares
