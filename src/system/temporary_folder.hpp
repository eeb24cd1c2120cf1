// The folder for temporary files, as Open MPI chooses it.
#pragma once

#include <string>

namespace squares {

std::string temporary_folder();

// For a process that mpirun has not started: throws Error(bad_launch) where MPI cannot make a folder of its own there.
// MPI would then say so in words of its own, or crash.
void expect_temporary_folder();

}  // namespace squares
