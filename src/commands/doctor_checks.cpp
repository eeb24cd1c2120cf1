#include "commands/doctor_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string_view>

#include "job/slurm.hpp"
#include "parallel/mpi_library.hpp"
#include "report/format.hpp"
#include "store/hdf5.hpp"
#include "system/loopback.hpp"
#include "system/shared_memory.hpp"

namespace squares {
namespace {

// UCX, which comes with Debian 13's Open MPI, takes its time at each start, before main.
std::string hint_for_faster_starts() {
  const char* mode = std::getenv("UCX_MEM_MMAP_HOOK_MODE");
  if (!has_loaded("libucm.so") || (mode != nullptr && std::string_view(mode) == "none")) return "";
  return "; UCX_MEM_MMAP_HOOK_MODE=none shortens each start where no InfiniBand is used";
}

constexpr double stolen_share_to_tell = 0.02;
constexpr double busy_processors_to_tell = 0.5;
constexpr double lookup_s_to_tell = 0.2;

struct Demand {
  std::uint32_t ranks = 0;
  std::uint32_t threads = 0;
};

std::map<NodeName, Demand> demands(std::span<const Introduction> ranks, std::span<const std::uint32_t> teams) {
  std::map<NodeName, Demand> all;
  for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
    Demand& demand = all[node_of(ranks[rank])];
    demand.ranks += 1;
    demand.threads += teams[rank];
  }
  return all;
}

// "8 cores", or "4 to 8 cores" where nodes differ.
std::string span_of(const Nodes& nodes, const char* noun, const auto& count) {
  std::size_t least = SIZE_MAX, most = 0;
  for (const auto& [name, node] : nodes) {
    least = std::min<std::size_t>(least, count(node));
    most = std::max<std::size_t>(most, count(node));
  }
  return least == most ? plural(most, noun) : fmt::format("{} to {}", least, plural(most, noun));
}

HealthCheck check_limit(const NodeHealth& node, const Demand& demand) {
  const std::string host = node.host.str();
  if (node.cgroup_processors == 0) return healthy("CPU limit", "none by a cgroup");
  const std::string limit = fmt::format("the cgroup on {} allows {:.3g} processors", host, node.cgroup_processors);
  HealthCheck check = node.cgroup_processors + 0.01 < demand.threads
                          ? doubtful("CPU limit", fmt::format("{}, for {}", limit, plural(demand.threads, "thread")),
                                     "use fewer ranks and threads there, or ask for more (docker --cpus, CPUQuota=)")
                          : healthy("CPU limit", limit);
  check.figures = {{"processors", node.cgroup_processors}};
  return check;
}

HealthCheck check_steal(const NodeHealth& node) {
  const std::string what = fmt::format("{:.1f} % of the time of {}", 100 * node.stolen_share, node.host.str());
  HealthCheck check = node.stolen_share > stolen_share_to_tell
                          ? doubtful("steal", "the hypervisor took " + what,
                                     "time it when the host is quiet, and trust ratios more than seconds")
                          : healthy("steal", what + " taken by a hypervisor");
  check.figures = {{"share", node.stolen_share}};
  return check;
}

HealthCheck check_load(const NodeHealth& node) {
  const std::string what = fmt::format("{:.1f} processors of {}", node.busy_processors, node.host.str());
  HealthCheck check = node.busy_processors > busy_processors_to_tell
                          ? doubtful("load", "others kept " + what + " busy",
                                     "see who it is (top), or use a node of your own (sbatch --exclusive)")
                          : healthy("load", what + " kept busy by others");
  check.figures = {{"busy_processors", node.busy_processors}};
  return check;
}

HealthCheck check_shared_memory(const NodeHealth& node, const Demand& demand) {
  if (node.shared_memory_error != 0) {
    return doubtful("shared memory",
                    fmt::format("no file can be made in /dev/shm of {}: {}", node.host.str(),
                                std::strerror(static_cast<int>(node.shared_memory_error))),
                    "remove what is left there, or have it mounted for writing (mount -o remount,rw /dev/shm)");
  }
  const std::string what =
      fmt::format("{} free in /dev/shm of {}", human_bytes(node.shared_memory_bytes), node.host.str());
  HealthCheck check = node.shared_memory_bytes < demand.ranks * shared_memory_per_rank
                          ? doubtful("shared memory", what + fmt::format(", for {}", plural(demand.ranks, "rank")),
                                     "remove what is left there, or make it larger (docker run --shm-size=1g)")
                          : healthy("shared memory", what);
  check.figures = {{"free_bytes", static_cast<double>(node.shared_memory_bytes)}};
  return check;
}

HealthCheck check_leftovers(const NodeHealth& node) {
  if (node.leftovers == 0) return healthy("leftovers", "none of killed runs");
  if (node.sees_all_processes == 0) {
    return healthy("leftovers",
                   fmt::format("{} of Open MPI on {}; whether their runs live cannot be seen from a container",
                               plural(node.leftovers, "file"), node.host.str()));
  }
  return doubtful("leftovers", fmt::format("{} of killed runs on {}", plural(node.leftovers, "file"), node.host.str()),
                  "rm -r " + node.leftover_names.str());
}

HealthCheck check_localhost(const NodeHealth& node) {
  if (node.localhost_error != 0) {
    return doubtful("localhost",
                    fmt::format("no message comes through to 127.0.0.1 on {}: {}", node.host.str(),
                                std::strerror(static_cast<int>(node.localhost_error))),
                    loopback_remedy);
  }
  HealthCheck check = node.localhost_s > lookup_s_to_tell
                          ? doubtful("localhost",
                                     fmt::format("{} took {:.1f} s to look it up, and each start of Open MPI does so "
                                                 "several times",
                                                 node.host.str(), node.localhost_s),
                                     "write the line '127.0.0.1 localhost' into /etc/hosts there")
                          : healthy("localhost", fmt::format("{} knows who that is", node.host.str()));
  check.figures = {{"seconds", node.localhost_s}};
  return check;
}

std::string tasks_of(const SlurmFacts& slurm) {
  const auto tasks = tasks_in(slurm.tasks_per_node);
  return tasks ? std::to_string(*tasks) : slurm.tasks;
}

}  // namespace

HealthCheck check_launcher(const Launch& launch, std::size_t ranks, std::size_t nodes) {
  const std::string where = plural(ranks, "rank") + " on " + plural(nodes, "node");
  switch (launch.launcher) {
    case Launcher::none:
      return healthy("launcher", "none: " + where);
    case Launcher::srun:
      return healthy("launcher", "srun: " + where);
    case Launcher::mpirun:
    case Launcher::sbatch:
      return healthy("launcher", "mpirun: " + where);
  }
  return healthy("launcher", where);
}

HealthCheck check_mpi(std::span<const Introduction> ranks) {
  try {
    refuse_mixed_mpi_versions(ranks);
  } catch (const Error& error) {
    return broken("MPI", error);
  }
  const std::vector<std::string> libraries = mpi_libraries();
  return healthy("MPI", fmt::format("{}, built for {}; one library{}{}", mpi_version(), mpi_version_of_headers(),
                                    libraries.empty() ? "" : ", " + libraries.front(), hint_for_faster_starts()));
}

HealthCheck check_hdf5() {
  try {
    refuse_wrong_hdf5_library();
  } catch (const Error& error) {
    return broken("HDF5", error);
  }
  return healthy("HDF5", fmt::format("{}, parallel, as it was built for", hdf5_version()));
}

HealthCheck check_processors(const Nodes& nodes) {
  return healthy(
      "processors",
      fmt::format("{}, {}, {}{}", span_of(nodes, "processor", [](const Node& n) { return n.processors.count(); }),
                  span_of(nodes, "core", [](const Node& n) { return n.cores; }),
                  span_of(nodes, "NUMA node", [](const Node& n) { return n.numa.size(); }),
                  nodes.size() > 1 ? " on each node" : ""));
}

HealthCheck check_placement(const std::vector<std::string>& troubles, const std::string& launch_line) {
  if (troubles.empty()) return healthy("placement", "a processor for each thread");
  return doubtful("placement", fmt::format("{}", fmt::join(troubles, "; ")), launch_line);
}

HealthCheck check_slurm(const SlurmFacts& slurm, std::size_t ranks, std::size_t nodes) {
  if (slurm.job.empty()) return healthy("Slurm", "no job");
  const std::string job = "job " + slurm.job;
  const std::string tasks = tasks_of(slurm);
  if (!tasks.empty() && tasks != std::to_string(ranks) && slurm.tasks != std::to_string(ranks)) {
    return doubtful("Slurm", fmt::format("{} has {} tasks, and this launch {}", job, tasks, plural(ranks, "rank")),
                    "mpirun without -np, or srun, starts them all");
  }
  if (!slurm.nodes.empty() && slurm.nodes != std::to_string(nodes)) {
    return doubtful("Slurm", fmt::format("{} has {} nodes, and the ranks are on {}", job, slurm.nodes, nodes),
                    "spread them (mpirun --map-by ppr:N:node), or ask for fewer nodes");
  }
  return healthy("Slurm", fmt::format("{}: {} on {}", job, plural(ranks, "task"), plural(nodes, "node")));
}

std::vector<HealthCheck> check_nodes(std::span<const NodeHealth> health, std::span<const Introduction> ranks,
                                     std::span<const std::uint32_t> teams) {
  std::vector<HealthCheck> worst;
  auto demand_of = demands(ranks, teams);
  for (const NodeHealth& node : health) {
    if (node.measured == 0) continue;
    const Demand demand = demand_of[{node.host.str(), node.node}];
    std::vector<HealthCheck> here{check_limit(node, demand),         check_load(node),      check_steal(node),
                                  check_shared_memory(node, demand), check_leftovers(node), check_localhost(node)};
    if (worst.empty()) worst = here;
    for (std::size_t i = 0; i < here.size(); ++i) {
      if (here[i].health > worst[i].health) worst[i] = here[i];
    }
  }
  return worst;
}

}  // namespace squares
