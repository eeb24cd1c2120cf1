// What Slurm has given to this job.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace squares {

// So many of something on each of so many nodes.
struct PerNode {
  std::uint32_t number = 0;
  std::uint32_t nodes = 0;
};

// Of a list by nodes, such as "72(x2),36"; none if it is no such list.
std::vector<PerNode> per_node(const std::string& list);

// As Slurm writes a list of nodes: "login,node[1-3,07]". Each name once.
std::string node_list(const std::vector<std::string>& names);

struct Allocation {
  std::uint32_t nodes = 1;
  std::uint32_t processors = 1;  // of the node that has the fewest
};

// From SLURM_JOB_CPUS_PER_NODE, such as "72(x2),36"; none if it is no such list.
std::optional<Allocation> allocation_of(const std::string& cpus_per_node);

}  // namespace squares
