#include <set>
#include <string>

#include "report/nodes_report.hpp"
#include "report/nodes_tables.hpp"
#include "report/nodes_verdict.hpp"
#include "system/allocation.hpp"

namespace squares {
namespace {

Json finding_json(const NodesResult& result, const NodeFinding& one) {
  return {{"node", result.name_of(one.node)},
          {"peer", one.peer ? Json(result.name_of(*one.peer)) : Json()},
          {"figure", to_text(one.figure)},
          {"side", one.side == LinkSide::none ? Json() : Json(to_text(one.side))},
          {"ratio", one.ratio},
          {"low", one.interval.low},
          {"high", one.interval.high}};
}

Json finding_json(const NodesResult& result, const FactFinding& one) {
  return {{"node", result.name_of(one.node)},
          {"peer", Json()},
          {"figure", one.name},
          {"side", Json()},
          {"ratio", Json()},
          {"low", Json()},
          {"high", Json()},
          {"value", one.value},
          {"usual", one.usual}};
}

Json node_json(const NodesResult& result, std::uint32_t node) {
  const NodeRow row = row_of(result, {node});
  const std::set<NodeFigure> wrong = wrong_figures(result, {node});
  Json json{{"node", result.name_of(node)}};
  const auto put = [&](const std::string& key, NodeFigure figure, double value) {
    json[key] = value == 0 || wrong.contains(figure) ? Json() : Json(value);
  };
  const auto of = [&](NodeFigure figure) { return row.figures[static_cast<std::size_t>(figure)]; };
  put("compute_squares_per_s", NodeFigure::compute, of(NodeFigure::compute));
  put("memory_bytes_per_s", NodeFigure::memory, of(NodeFigure::memory));
  put("write_bytes_per_s", NodeFigure::write, of(NodeFigure::write));
  put("read_bytes_per_s", NodeFigure::read, of(NodeFigure::read));
  put("create_files_per_s", NodeFigure::create, of(NodeFigure::create));
  put("latency_s", NodeFigure::latency, row.latency_s);
  put("sent_bytes_per_s", NodeFigure::bandwidth, row.sent_bytes_per_s);
  put("received_bytes_per_s", NodeFigure::bandwidth, row.received_bytes_per_s);
  json["facts"] = Json::object();
  for (const NodeFact& fact : result.facts) {
    if (fact.node == node) json["facts"][fact.name.str()] = fact.value.str();
  }
  return json;
}

}  // namespace

Json wrong_json(const NodesResult& result, const WrongFinding& one) {
  const WrongValue& first = one.first;
  Json json{{"at_fault", one.node ? Json(result.name_of(*one.node)) : Json()},
            {"node", result.name_of(first.node)},
            {"peer", result.name_of(first.peer)},
            {"figure", to_text(static_cast<NodeFigure>(first.figure))},
            {"times", one.times},
            {"round", first.round},
            {"processor", first.processor},
            {"kind", first.kind.str()},
            {"byte", first.byte}};
  put_large(json, "number", first.number);
  put_large(json, "count", first.count);
  put_large(json, "stored", first.stored);
  return json;
}

Json nodes_json(const NodesResult& result) {
  Json json{{"verdict", verdict_text(result)}};
  for (const char* key : {"unlike", "slower", "suspects", "wrong", "resolution", "nodes"}) json[key] = Json::array();
  for (const NodeFinding& one : result.verdict.unlike) json["unlike"].push_back(finding_json(result, one));
  for (const FactFinding& one : result.verdict.facts) json["unlike"].push_back(finding_json(result, one));
  for (const NodeFinding& one : result.verdict.slower) json["slower"].push_back(finding_json(result, one));
  for (const NodeFinding& one : result.verdict.suspects) json["suspects"].push_back(finding_json(result, one));
  for (const WrongFinding& one : result.verdict.wrong) json["wrong"].push_back(wrong_json(result, one));
  for (const Resolution& one : result.verdict.resolutions)
    json["resolution"].push_back({{"figure", to_text(one.figure)}, {"noise", one.noise}, {"ratio", one.ratio}});
  json["alike_nodes"] = node_list(hosts_of(result, false));
  json["unlike_nodes"] = node_list(hosts_of(result, true));
  json["drain"] = result.verdict.is_alike() ? Json() : Json(drain_line(result));
  json["rounds"] = result.rounds;
  json["ranks"] = result.ranks;
  json["in_turn"] = result.in_turn != 0;
  json["one_machine"] = result.one_machine != 0;
  json["stopped"] = result.stopped != 0;
  json["total_s"] = seconds_json(result.seconds);
  for (std::uint32_t node = 0; node < result.nodes; ++node) json["nodes"].push_back(node_json(result, node));
  return json;
}

}  // namespace squares
