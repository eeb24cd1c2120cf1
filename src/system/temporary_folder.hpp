// The folder for temporary files, as Open MPI chooses it.
#pragma once

#include <string>

namespace squares {

std::string temporary_folder();

// Throws Error(bad_launch) where MPI cannot make a folder of its own there: a process that no mpirun has made it for
// could not even start, and would say so in words of its own, or crash.
void expect_temporary_folder();

}  // namespace squares
