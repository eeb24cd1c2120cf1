// What Slurm has given to this job.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace squares {

struct Allocation {
  std::uint32_t nodes = 1;
  std::uint32_t processors = 1;  // of the node that has the fewest
};

// From SLURM_JOB_CPUS_PER_NODE, such as "72(x2),36"; none if it is no such list.
std::optional<Allocation> allocation_of(const std::string& cpus_per_node);

}  // namespace squares
