#include "system/introduction.hpp"

#include <hwloc.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "system/cgroup.hpp"
#include "system/cpu_set.hpp"
#include "system/environment.hpp"

namespace squares {
namespace {

struct Destroy {
  void operator()(hwloc_topology_t topology) const { hwloc_topology_destroy(topology); }
};
using Topology = std::unique_ptr<std::remove_pointer_t<hwloc_topology_t>, Destroy>;

// Null if hwloc cannot tell.
Topology topology_of_this_node() {
  hwloc_topology_t topology = nullptr;
  if (hwloc_topology_init(&topology) != 0) return nullptr;
  Topology owned(topology);
  constexpr unsigned long unused =
      HWLOC_TOPOLOGY_FLAG_NO_DISTANCES | HWLOC_TOPOLOGY_FLAG_NO_MEMATTRS | HWLOC_TOPOLOGY_FLAG_NO_CPUKINDS;
  hwloc_topology_set_flags(topology, unused);
  return hwloc_topology_load(topology) == 0 ? std::move(owned) : nullptr;
}

void describe_node(Introduction& self) {
  const Topology topology = topology_of_this_node();
  if (!topology) return;
  CpuSet seen;
  for (hwloc_obj_t node = nullptr;
       (node = hwloc_get_next_obj_by_type(topology.get(), HWLOC_OBJ_NUMANODE, node)) != nullptr;) {
    const CpuSet processors(node->cpuset);
    // Memory without processors of its own (HBM, CXL) counts those that it is near to.
    if (processors.empty() || processors.intersects(seen)) continue;
    self.numa += (self.numa.empty() ? "" : ";") + processors.list();
    seen |= processors;
  }
  self.cores = static_cast<std::uint32_t>(std::max(0, hwloc_get_nbobjs_by_type(topology.get(), HWLOC_OBJ_CORE)));
}

}  // namespace

std::string host_name() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

std::uint64_t number_of_node() {
  // One for each version of PMIx: the first by name, whatever order they come in.
  std::pair<std::string_view, std::string_view> server;
  for (const auto& variable : variables()) {
    const bool is_one = variable.first.starts_with("PMIX_SERVER_URI");
    if (is_one && (server.first.empty() || variable < server)) server = variable;
  }
  return server.first.empty() ? 0 : std::hash<std::string_view>()(server.second);
}

Introduction introduce(bool and_node) {
  const CpuSet mask = CpuSet::of_this_process();
  Introduction self{.host = host_name(),
                    .node = number_of_node(),
                    .pid = static_cast<std::uint64_t>(getpid()),
                    .allowed = processors_allowed_by_cgroup(),
                    .processors = std::max(1U, mask.count()),
                    .cores = 0,
                    .mpi = {},
                    .cpus = mask.list(),
                    .numa = {}};
  if (and_node) describe_node(self);
  return self;
}

}  // namespace squares
