// From what was seen to what is told: each check of the doctor that needs no file. Pure.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "record/health.hpp"
#include "record/introduction.hpp"
#include "system/launch.hpp"
#include "system/node_health.hpp"
#include "system/placement.hpp"

namespace squares {

// Of Slurm's variables, as they are; empty without a job.
struct SlurmFacts {
  std::string job;
  std::string tasks;           // SLURM_NTASKS, which counts nodes only where tasks were asked for by the node
  std::string tasks_per_node;  // SLURM_TASKS_PER_NODE: "2(x3),1"
  std::string nodes;
};

HealthCheck check_launcher(const Launch& launch, std::size_t ranks, std::size_t nodes);
HealthCheck check_mpi(std::span<const Introduction> ranks);
HealthCheck check_hdf5();
HealthCheck check_processors(const Nodes& nodes);
HealthCheck check_placement(const std::vector<std::string>& troubles, const std::string& launch_line);
HealthCheck check_slurm(const SlurmFacts& slurm, std::size_t ranks, std::size_t nodes);

// Limits, load, stolen time, shared memory and leftovers: of all nodes the worst. `teams`: threads of each rank.
std::vector<HealthCheck> check_nodes(std::span<const NodeHealth> health, std::span<const Introduction> ranks,
                                     std::span<const std::uint32_t> teams);

}  // namespace squares
