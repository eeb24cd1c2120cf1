// Where a file comes from.
#pragma once

#include <string>

namespace squares {

struct Provenance {
  std::string squares_version;
  std::string command;
  std::string created;  // ISO 8601, UTC
  std::string mpi_version;
  std::string hdf5_version;
  std::string boost_version;
  std::string compiler;
  std::string slurm_job;  // empty without Slurm
};

}  // namespace squares
