// The MPI library that this process runs with: one, the same everywhere, and the one that it was built for.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/introduction.hpp"

namespace squares {

// "Open MPI v4.1.4", as the library says. Also before MPI_Init.
std::string mpi_version();
// The same of the headers that this program was compiled with.
std::string mpi_version_of_headers();

// The MPI libraries in this process, by path.
std::vector<std::string> mpi_libraries();

// Whether a library whose file name begins so is in this process.
bool has_loaded(std::string_view library);

// Before MPI_Init. Throws Error(bad_launch) where there are two of them, as when parallel HDF5 was built against
// another, or where it is not the one that was compiled for.
void refuse_wrong_mpi_library();

// Throws Error(usage) for a hint for MPI-IO, "KEY=VALUE", that is longer than MPI takes.
void expect_hints_fit(std::span<const std::string> hints);

// This process, and the MPI that it runs (see introduce()).
Introduction introduce_rank(bool and_node);

// Throws Error(bad_launch) where two ranks run different ones.
void refuse_mixed_mpi_versions(std::span<const Introduction> ranks);

}  // namespace squares
