#include <string>
#include <vector>

#include "core/statistics.hpp"
#include "report/nodes_comparison_report.hpp"
#include "report/nodes_report.hpp"

namespace squares {
namespace {

Json median_json(const FigureTimes& times) { return times.seconds.empty() ? Json() : Json(median(times.seconds)); }

Json figure_json(const FigureComparison& one) {
  const bool is_compared = one.is_compared(), is_wrong = one.a.is_wrong || one.b.is_wrong;
  return {{"node", one.node},
          {"peer", one.peer.empty() ? Json() : Json(one.peer)},
          {"figure", to_text(one.figure)},
          {"side", one.side == LinkSide::none ? Json() : Json(to_text(one.side))},
          {"time_of", unit_of(one.figure)},
          {"rounds_a", one.a.seconds.size()},
          {"rounds_b", one.b.seconds.size()},
          {"median_a_s", median_json(one.a)},
          {"median_b_s", median_json(one.b)},
          {"ratio", is_compared ? Json(one.comparison.ratio) : Json()},
          {"ratio_interval", is_compared ? interval_json(one.comparison.interval) : Json()},
          {"verdict", is_wrong ? "wrong values" : to_text(one.comparison.change)}};
}

Json figures_json(const std::vector<FigureComparison>& figures) {
  Json json = Json::array();
  for (const FigureComparison& one : figures) json.push_back(figure_json(one));
  return json;
}

Json wrong_values_json(const NodesResult& result) {
  Json json = Json::array();
  for (const WrongFinding& one : result.verdict.wrong) json.push_back(wrong_json(result, one));
  return json;
}

std::string verdict_of(const NodesComparison& nodes) {
  if (nodes.has_wrong_values()) return "wrong values";
  for (const Change change : {Change::slower, Change::faster}) {
    if (!nodes.changed(change).empty()) return to_text(change);
  }
  return to_text(nodes.has_verdict() ? Change::none_shown : Change::unknown);
}

}  // namespace

Json comparison_json(const NodesComparison& nodes) {
  Json json{
      {"a", Json::array({nodes.a.name})}, {"b", Json::array({nodes.b.name})}, {"estimator", "ratio of the medians"}};
  json["verdict"] = verdict_of(nodes);
  json["slower"] = figures_json(nodes.changed(Change::slower));
  json["faster"] = figures_json(nodes.changed(Change::faster));
  json["wrong"] = {{"a", wrong_values_json(nodes.a.measured)}, {"b", wrong_values_json(nodes.b.measured)}};
  json["only_a"] = nodes.only_a;
  json["only_b"] = nodes.only_b;
  json["nodes"] = figures_json(nodes.nodes);
  json["links"] = figures_json(nodes.ways);
  json["differences"] = Json::array();
  for (const FactChange& one : nodes.facts)
    json["differences"].push_back({{"node", one.node}, {"fact", one.fact}, {"a", one.a}, {"b", one.b}});
  return json;
}

}  // namespace squares
