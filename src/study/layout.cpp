#include "study/layout.hpp"

#include <algorithm>
#include <map>

namespace squares {
namespace {

// 1, 2, 4, … and `most`.
std::vector<std::uint32_t> doubled_up_to(std::uint32_t most) {
  std::vector<std::uint32_t> steps;
  for (std::uint32_t step = 1; step < most; step *= 2) steps.push_back(step);
  steps.push_back(most);
  return steps;
}

// How many threads each of the first `ranks` ranks may have so that each has a processor.
std::uint32_t most_threads(std::span<const NodeName> of_ranks, const Nodes& nodes) {
  std::map<NodeName, std::uint32_t> ranks;
  for (const NodeName& node : of_ranks) ++ranks[node];
  std::uint32_t threads = CpuSet::max_count;
  for (const auto& [node, count] : ranks) threads = std::min(threads, nodes.at(node).processors.count() / count);
  return std::max(1U, threads);
}

}  // namespace

std::vector<StudiedLayout> layouts_of(std::span<const NodeName> of_ranks, const Nodes& nodes) {
  constexpr std::uint32_t waiting_per_processor = 8;
  std::vector<StudiedLayout> layouts;
  for (const std::uint32_t ranks : doubled_up_to(static_cast<std::uint32_t>(of_ranks.size()))) {
    const std::uint32_t processors = most_threads(of_ranks.first(ranks), nodes);
    for (const std::uint32_t threads : doubled_up_to(processors)) layouts.push_back({{ranks, threads}, false});
    for (std::uint32_t times = 2; times <= waiting_per_processor; times *= 2) {
      layouts.push_back({{ranks, processors * times}, true});
    }
  }
  return layouts;
}

CpuSet processors_of(std::uint32_t rank, Layout layout, std::span<const Introduction> ranks) {
  CpuSet given;
  std::uint32_t before = 0, together = 0;  // ranks of the layout on this node
  for (std::uint32_t other = 0; other < ranks.size(); ++other) {
    if (node_of(ranks[other]) != node_of(ranks[rank])) continue;
    given |= CpuSet(ranks[other].cpus);
    together += other < layout.ranks ? 1 : 0;
    before += other < rank ? 1 : 0;
  }
  if (together * layout.threads > given.count()) return given;
  return given.slice(before * layout.threads, layout.threads);
}

}  // namespace squares
