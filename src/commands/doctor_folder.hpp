// The folder of the output: what the file system says, and what it does when all ranks write there.
#pragma once

#include <vector>

#include "commands/doctor.hpp"
#include "parallel/world.hpp"
#include "record/health.hpp"
#include "record/introduction.hpp"

namespace squares {

// Collective; the checks are the master's. `ranks` counts there, too. Writes at most 64 MiB into a file of its own,
// reads it back on other ranks, compares, and removes it.
std::vector<HealthCheck> check_folder(const World& world, const std::vector<Introduction>& ranks, bool one_node,
                                      const DoctorOptions& options);

}  // namespace squares
