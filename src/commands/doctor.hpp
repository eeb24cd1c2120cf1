// squares doctor: whether MPI, launcher, placement, HDF5, file system and Slurm work together here.
#pragma once

#include <cstdint>
#include <string>

#include "core/error.hpp"
#include "parallel/world.hpp"
#include "system/launch.hpp"

namespace squares {

struct DoctorOptions {
  std::string output = "squares.h5";
  std::uint32_t threads = 1;
  double patience_s = 30;
  bool json = false;
};

// Collective; the master's options count. Leaves with the code of the first thing that is broken.
Exit doctor(const World& world, const Launch& launch, const DoctorOptions& options);

// The same where the launch is so wrong that MPI must not be started.
Exit doctor_without_mpi(const Error& wrong_launch, const DoctorOptions& options);

}  // namespace squares
