#include "record/nodes.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace squares {
namespace {

std::string name_from(const std::string& host, std::uint32_t node, std::size_t nodes_of_that_name) {
  const std::string number = "#" + std::to_string(node);
  if (host.empty()) return "node " + number;
  return nodes_of_that_name > 1 ? host + number : host;
}

}  // namespace

std::vector<std::uint32_t> NodesVerdict::unlike_nodes() const {
  std::set<std::uint32_t> nodes;
  for (const WrongFinding& one : wrong) {
    if (one.node) {
      nodes.insert(*one.node);
    } else {
      nodes.insert({one.first.node, one.first.peer});
    }
  }
  for (const auto* findings : {&unlike, &slower}) {
    for (const NodeFinding& one : *findings) {
      nodes.insert(one.node);
      if (one.peer) nodes.insert(*one.peer);
    }
  }
  for (const FactFinding& one : facts) nodes.insert(one.node);
  return {nodes.begin(), nodes.end()};
}

std::string NodesResult::fact(std::uint32_t node, const std::string& name) const {
  const auto found = std::find_if(facts.begin(), facts.end(),
                                  [&](const NodeFact& fact) { return fact.node == node && fact.name.str() == name; });
  return found == facts.end() ? "" : found->value.str();
}

std::string NodesResult::name_of(std::uint32_t node) const {
  const std::string host = fact(node, "host");
  const auto of_that_name = std::count_if(facts.begin(), facts.end(), [&](const NodeFact& fact) {
    return fact.name.str() == "host" && fact.value.str() == host;
  });
  return name_from(host, node, static_cast<std::size_t>(of_that_name));
}

std::vector<std::string> NodesResult::names() const {
  std::vector<std::string> names(nodes);
  std::map<std::string, std::size_t> times;
  for (const NodeFact& fact : facts) {
    if (fact.name.str() != "host") continue;
    if (names[fact.node].empty()) names[fact.node] = fact.value.str();
    ++times[fact.value.str()];
  }
  for (std::uint32_t node = 0; node < nodes; ++node) names[node] = name_from(names[node], node, times[names[node]]);
  return names;
}

Ways wrong_ways(const NodesResult& result) {
  Ways ways;
  for (const WrongValue& one : result.wrong) {
    if (one.figure >= node_figures) ways.emplace(one.node, one.peer);
  }
  return ways;
}

std::set<NodeFigure> wrong_figures(const NodesResult& result, const std::set<std::uint32_t>& nodes) {
  std::set<NodeFigure> figures;
  for (const WrongValue& one : result.wrong) {
    if (one.figure >= node_figures || !(nodes.contains(one.node) || nodes.contains(one.peer))) continue;
    figures.insert(static_cast<NodeFigure>(one.figure));
    if (static_cast<NodeFigure>(one.figure) == NodeFigure::read && nodes.contains(one.node))
      figures.insert(NodeFigure::write);
  }
  return figures;
}

}  // namespace squares
