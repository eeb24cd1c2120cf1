#include "report/nodes_csv.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace squares {
namespace {

// One figure in one round.
struct Cells {
  NodeFigure figure = NodeFigure::compute;
  std::uint32_t round = 0, again = 0;
  const std::string &node, &peer;
  double time_s = 0;
  std::uint64_t amount = 1;
  double cached_share = unknown_s;
  bool is_wrong = false;  // values came back wrong: there is no rate of these
};

CsvLine line_of(const std::string& file, const Cells& cells) {
  const double rate = cells.is_wrong ? unknown_s : static_cast<double>(cells.amount) / cells.time_s;
  return {{"file", file},
          {"round", csv_number(cells.round)},
          {"again", csv_number(cells.again)},
          {"figure", to_text(cells.figure)},
          {"node", cells.node},
          {"peer", cells.peer},
          {"time_s", csv_number(cells.time_s)},
          {"amount", csv_number(cells.amount)},
          {"unit", std::string(unit_of(cells.figure)) + "s"},
          {"rate_per_s", csv_number(rate)},
          {"cached_share", csv_number(cells.cached_share)},
          {"wrong", cells.is_wrong ? "1" : "0"}};
}

}  // namespace

void add_samples(const NodesFile& file, Csv& csv) {
  const NodesResult& result = file.measured;
  const std::vector<std::string> names = result.names();
  const std::string no_peer;
  std::vector<std::set<NodeFigure>> wrong(result.nodes);
  for (std::uint32_t node = 0; node < result.nodes; ++node) wrong[node] = wrong_figures(result, {node});
  for (const NodeSample& one : result.samples) {
    const auto figure = static_cast<NodeFigure>(one.figure);
    csv.add(line_of(file.name, {figure, one.round, one.again, names[one.node], no_peer, one.seconds, one.amount,
                                one.cached_share, wrong[one.node].contains(figure)}));
  }
  const Ways ways = wrong_ways(result);
  for (const LinkSample& one : result.links) {
    const auto add = [&](NodeFigure figure, double time_s, std::uint64_t amount) {
      csv.add(line_of(file.name, {figure, one.round, one.again, names[one.from], names[one.to], time_s, amount,
                                  unknown_s, ways.contains({one.from, one.to})}));
    };
    add(NodeFigure::latency, one.latency_s, 1);
    add(NodeFigure::bandwidth, one.transfer_s, one.transfer_bytes);
    add(NodeFigure::stalls, one.slowest_s, 1);
  }
}

}  // namespace squares
