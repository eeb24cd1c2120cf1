#include "system/allocation.hpp"

#include <algorithm>
#include <cctype>
#include <limits>
#include <map>
#include <regex>
#include <set>
#include <utility>

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

std::string node_list(const std::vector<std::string>& names) {
  // By what stands before the number, and whether there is one: the numbers as they are written, shorter ones first.
  std::map<std::pair<std::string, bool>, std::set<std::pair<std::size_t, std::string>>> groups;
  for (const std::string& name : names) {
    constexpr std::size_t most_digits = 9;
    std::size_t digits = 0;
    while (digits < std::min(most_digits, name.size()) &&
           std::isdigit(static_cast<unsigned char>(name[name.size() - 1 - digits])) != 0)
      ++digits;
    groups[{name.substr(0, name.size() - digits), digits > 0}].emplace(digits, name.substr(name.size() - digits));
  }
  std::string list;
  for (const auto& [group, numbers] : groups) {
    std::vector<std::pair<std::string, std::string>> spans;  // first and last
    for (const auto& [digits, number] : numbers) {
      // 10 follows 9, and 010 follows 009, but not 9.
      const bool follows = !spans.empty() && (spans.back().second.size() == digits || number.front() != '0') &&
                           std::stoul(spans.back().second) + 1 == std::stoul(number);
      if (follows)
        spans.back().second = number;
      else
        spans.emplace_back(number, number);
    }
    std::string inside;
    for (const auto& [first, last] : spans)
      inside += (inside.empty() ? "" : ",") + (first == last ? first : first + "-" + last);
    const bool is_one = numbers.size() == 1;
    list += (list.empty() ? "" : ",") + group.first + (is_one ? inside : "[" + inside + "]");
  }
  return list;
}

}  // namespace squares
