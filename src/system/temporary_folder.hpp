// The folder for temporary files, as Open MPI chooses it.
#pragma once

#include <string>

namespace squares {

std::string temporary_folder();

// For a process that mpirun has not started: throws Error(bad_launch) where MPI cannot make a folder of its own there.
// MPI would then say so in words of its own, or crash.
void expect_temporary_folder();

// For a rank, before MPI_Init. The launcher of Open MPI 4 keeps files on each node by which its ranks find each other,
// and makes them when the first rank starts MPI. Throws Error(bad_launch) where they have no room: that rank would end
// with words of MPI's own, and mpirun would wait for ever.
void expect_room_for_files_of_launcher();

}  // namespace squares
