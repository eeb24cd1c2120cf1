#include "nodes/fact_verdict.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <string>

#include "core/statistics.hpp"

namespace squares {
namespace {

constexpr double most_clock_offset_s = 0.1;  // NTP keeps clocks within milliseconds

double seconds_of(const std::string& text) { return std::strtod(text.c_str(), nullptr); }

using ByNode = std::map<std::uint32_t, std::string>;

// Those that have not what more than half of the nodes have.
void compare(const std::string& name, const ByNode& values, std::vector<FactFinding>& found) {
  std::map<std::string, std::size_t> times;
  for (const auto& [node, value] : values) ++times[value];
  const auto usual =
      std::max_element(times.begin(), times.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  const bool is_usual = 2 * usual->second > values.size();
  for (const auto& [node, value] : values) {
    if (value != usual->first || !is_usual)
      found.push_back({node, name, value, is_usual ? usual->first : "that of no majority"});
    if (times.size() == 1) return;
  }
}

void compare_hosts(const ByNode& hosts, std::vector<FactFinding>& found) {
  std::map<std::string, std::size_t> times;
  for (const auto& [node, host] : hosts) ++times[host];
  for (const auto& [node, host] : hosts) {
    if (times[host] > 1) found.push_back({node, fact::host, host, "a name of its own"});
  }
}

void compare_clocks(const ByNode& offsets, std::vector<FactFinding>& found) {
  std::vector<double> all;
  for (const auto& [node, offset] : offsets) all.push_back(seconds_of(offset));
  const double usual = sorted(all)[(all.size() - 1) / 2];
  for (const auto& [node, offset] : offsets) {
    const double off = seconds_of(offset) - usual;
    if (std::abs(off) > most_clock_offset_s)
      found.push_back({node, fact::clock_offset, std::to_string(off) + " s", "that of the others"});
  }
}

using FactsOfNode = std::map<std::string, std::string>;  // by their names

std::map<std::string, FactsOfNode> facts_by_node(const NodesResult& result) {
  const std::vector<std::string> names = result.names();
  std::map<std::string, FactsOfNode> facts;
  for (const NodeFact& one : result.facts) facts[names[one.node]][one.name.str()] = one.value.str();
  return facts;
}

bool is_same(const std::string& name, const std::string& a, const std::string& b) {
  if (name == fact::boot_id || a == b) return true;
  return name == fact::clock_offset && std::abs(seconds_of(a) - seconds_of(b)) <= most_clock_offset_s;
}

}  // namespace

std::vector<FactFinding> fact_findings(const NodesResult& result) {
  std::vector<std::string> order;
  std::map<std::string, ByNode> facts;
  for (const NodeFact& one : result.facts) {
    const std::string name = one.name.str();
    if (!facts.contains(name)) order.push_back(name);
    facts[name][one.node] = one.value.str();
  }
  std::vector<FactFinding> found;
  for (const std::string& name : order) {
    if (name == fact::boot_id) continue;
    const ByNode& values = facts[name];
    if (name == fact::host)
      compare_hosts(values, found);
    else if (name == fact::clock_offset)
      compare_clocks(values, found);
    else
      compare(name, values, found);
  }
  return found;
}

std::vector<FactChange> fact_changes(const NodesResult& a, const NodesResult& b) {
  std::map<std::string, FactsOfNode> of_a = facts_by_node(a), of_b = facts_by_node(b);
  std::vector<FactChange> changes;
  for (const std::string& node : a.names()) {
    if (!of_a.contains(node) || !of_b.contains(node)) continue;
    FactsOfNode names = of_a[node];
    names.insert(of_b[node].begin(), of_b[node].end());
    for (const auto& [name, value] : names) {
      const std::string in_a = of_a[node][name], in_b = of_b[node][name];
      if (!is_same(name, in_a, in_b)) changes.push_back({node, name, in_a, in_b});
    }
  }
  return changes;
}

}  // namespace squares
