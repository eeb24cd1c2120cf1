#include "store/nodes_file.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "store/read_objects.hpp"
#include "store/schema.hpp"
#include "store/whole_file.hpp"

namespace squares {
namespace {

constexpr std::uint32_t most_nodes = 1U << 20, figures = static_cast<std::uint32_t>(NodeFigure::stalls) + 1;

bool is_time(double value) { return std::isfinite(value) && value > 0; }

void refuse_nonsense(const NodesResult& result) {
  const auto is_node = [&](std::uint32_t node) { return node < result.nodes; };
  const auto all = [](const auto& rows, const auto& makes_sense) {
    if (!std::all_of(rows.begin(), rows.end(), makes_sense)) refuse("has samples that make no sense");
  };
  if (result.nodes == 0 || result.nodes > most_nodes) refuse("has samples that make no sense");
  all(result.samples,
      [&](const NodeSample& one) { return one.figure < node_figures && is_node(one.node) && is_time(one.seconds); });
  all(result.links, [&](const LinkSample& one) {
    return is_node(one.from) && is_node(one.to) && one.from != one.to && is_time(one.latency_s) &&
           is_time(one.slowest_s) && is_time(one.transfer_s);
  });
  all(result.facts, [&](const NodeFact& one) { return is_node(one.node); });
  all(result.wrong,
      [&](const WrongValue& one) { return one.figure < figures && is_node(one.node) && is_node(one.peer); });
}

}  // namespace

void write_nodes(const std::string& path, const NodesResult& result, const Provenance& provenance, Existing existing) {
  write_file(path, existing, [&](hid_t file) {
    add_table<NodeSample>(file, result.samples, 0, path);
    add_table<LinkSample>(file, result.links, 1, path);
    add_table<NodeFact>(file, result.facts, 2, path);
    add_table<WrongValue>(file, result.wrong, 3, path);
    const Handle group = create_group(file, schema::run, schema::nodes_name, path);
    set_attributes(group, result, path);
    set_attributes(group, provenance, path);
    name_kinds(group, "figure",
               {NodeFigure::compute, NodeFigure::memory, NodeFigure::write, NodeFigure::read, NodeFigure::create,
                NodeFigure::latency, NodeFigure::bandwidth},
               path);
  });
}

bool is_nodes(const std::string& path) {
  const Handle file = open_to_read(path);
  if (H5Lexists(file, schema::run, H5P_DEFAULT) <= 0) return false;
  const Handle group = open_group(file, schema::run);
  return group >= 0 && read_text_or_none(group, "schema") == schema::nodes_name;
}

NodesFacts read_nodes(const std::string& path) {
  const Handle file = open_to_read(path);
  const Handle group = open_group(file, schema::run);
  expect_schema(group, schema::nodes_name);
  NodesFacts facts{.measured = read_attributes<NodesResult>(group), .provenance = read_attributes<Provenance>(group)};
  facts.measured.samples = read_table<NodeSample>(file);
  facts.measured.links = read_table<LinkSample>(file);
  facts.measured.facts = read_table<NodeFact>(file);
  facts.measured.wrong = read_table<WrongValue>(file);
  refuse_nonsense(facts.measured);
  return facts;
}

}  // namespace squares
