// The folder for temporary files, as Open MPI chooses it.
#pragma once

#include <string>

namespace squares {

std::string temporary_folder();

// For a process that mpirun has not started: throws Error(bad_launch) where MPI cannot make a folder of its own there.
// MPI would then say so in words of its own, or crash.
void expect_temporary_folder();

// For a rank, before MPI_Init: throws Error(bad_launch) where the files have no room in which the launcher's part of
// Open MPI 4 tells the ranks of a node about each other. mpirun makes them when the first rank starts MPI; where it
// cannot, that rank ends with words of MPI's own, and mpirun never does.
void expect_room_for_files_of_launcher();

}  // namespace squares
