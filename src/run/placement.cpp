#include "run/placement.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "parallel/mpi_library.hpp"
#include "system/launch_line.hpp"

namespace squares {

Placement judge_placement(const std::vector<Introduction>& ranks, std::uint32_t threads, const Launch& launch) {
  refuse_mixed_mpi_versions(ranks);
  Placement placement{.nodes = nodes_of(ranks), .teams = team_sizes(threads, ranks), .advice = {}};
  PlacementAdvice& advice = placement.advice;
  advice.troubles = misplacements(ranks, placement.teams, placement.nodes);
  if (advice.troubles.empty()) return placement;
  advice.launch = fitting_launch(launch, ranks, placement.teams, placement.nodes);
  advice.on_purpose = advice.troubles.size() == 1 &&
                      std::any_of(placement.nodes.begin(), placement.nodes.end(),
                                  [](const auto& node) { return node.second.ranks > node.second.processors.count(); });
  return placement;
}

void refuse_under_strict(const PlacementAdvice& advice) {
  if (advice.troubles.empty()) return;
  throw Error(Exit::bad_launch, advice.troubles.front(), "the placement of ranks and threads, under --strict",
              "a launch that fits: " + advice.launch);
}

std::vector<RankReport> reports_of(const std::vector<Introduction>& ranks, const Placement& placement) {
  std::vector<RankReport> reports;
  for (std::uint32_t rank = 0; rank < ranks.size(); ++rank) {
    const Introduction& one = ranks[rank];
    const std::string& cpus = one.cpus;
    reports.push_back({.attempt = 1,
                       .rank = rank,
                       .host = one.host,
                       .pid = one.pid,
                       .threads = placement.teams[rank],
                       .cpus = whole_items<sizeof RankReport::cpus>(cpus),
                       .numa_nodes = numa_nodes_of(CpuSet(cpus), placement.nodes.at(node_of(one)))});
  }
  return reports;
}

}  // namespace squares
