#include "system/allocation.hpp"

#include <algorithm>
#include <limits>
#include <regex>

namespace squares {

std::vector<PerNode> per_node(const std::string& list) {
  static const std::regex some_nodes("([0-9]{1,6})(\\(x([0-9]{1,6})\\))?(,|$)");
  std::vector<PerNode> found;
  std::size_t read = 0;
  for (std::sregex_iterator some(list.begin(), list.end(), some_nodes), end; some != end; ++some) {
    const auto number = [&](std::size_t group) { return static_cast<std::uint32_t>(std::stoul((*some)[group])); };
    found.push_back({.number = number(1), .nodes = (*some)[3].matched ? number(3) : 1});
    read += static_cast<std::size_t>(some->length());
  }
  return read == list.size() ? found : std::vector<PerNode>();
}

std::optional<Allocation> allocation_of(const std::string& cpus_per_node) {
  constexpr std::uint32_t most = 99'999;  // no machine has more of either
  Allocation all{.nodes = 0, .processors = std::numeric_limits<std::uint32_t>::max()};
  for (const auto& [processors, nodes] : per_node(cpus_per_node)) {
    if (nodes == 0 || processors == 0 || nodes > most || processors > most) return std::nullopt;
    all.nodes += nodes;
    all.processors = std::min(all.processors, processors);
  }
  return all.nodes > 0 && !cpus_per_node.ends_with(',') ? std::optional(all) : std::nullopt;
}

}  // namespace squares
