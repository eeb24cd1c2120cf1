#include "report/nodes_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "core/statistics.hpp"

namespace squares {
namespace {

using Values = std::vector<double>;

double median_or_0(const Values& values) { return values.empty() ? 0 : median(values); }

}  // namespace

NodeRow row_of(const NodesResult& result, const std::set<std::uint32_t>& nodes) {
  std::vector<Values> figures(node_figures);
  Values latencies, sent, received;
  const Ways wrong = wrong_ways(result);
  for (const NodeSample& sample : result.samples) {
    if (nodes.contains(sample.node))
      figures[sample.figure].push_back(static_cast<double>(sample.amount) / sample.seconds);
  }
  for (const LinkSample& link : result.links) {
    if (wrong.contains({link.from, link.to})) continue;
    const double rate = static_cast<double>(link.transfer_bytes) / link.transfer_s;
    if (nodes.contains(link.from)) {
      latencies.push_back(link.latency_s);
      sent.push_back(rate);
    }
    if (nodes.contains(link.to)) received.push_back(rate);
  }
  NodeRow row{.latency_s = median_or_0(latencies),
              .sent_bytes_per_s = median_or_0(sent),
              .received_bytes_per_s = median_or_0(received)};
  std::transform(figures.begin(), figures.end(), row.figures.begin(), median_or_0);
  return row;
}

namespace {

std::vector<std::string> cells_of(const NodesResult& result, const std::string& name,
                                  const std::set<std::uint32_t>& nodes) {
  const NodeRow row = row_of(result, nodes);
  const std::set<NodeFigure> wrong = wrong_figures(result, nodes);
  std::vector<std::string> cells{name};
  const auto add = [&](NodeFigure figure, double value, double unit, const char* form) {
    cells.push_back(wrong.contains(figure) ? "wrong"
                    : value == 0           ? "-"
                                           : fmt::format(fmt::runtime(form), value / unit));
  };
  const auto of = [&](NodeFigure figure) { return row.figures[static_cast<std::size_t>(figure)]; };
  add(NodeFigure::compute, of(NodeFigure::compute), 1e9, "{:.2f}");
  add(NodeFigure::memory, of(NodeFigure::memory), 1e9, "{:.2f}");
  add(NodeFigure::write, of(NodeFigure::write), 1e6, "{:.0f}");
  add(NodeFigure::read, of(NodeFigure::read), 1e6, "{:.0f}");
  add(NodeFigure::create, of(NodeFigure::create), 1, "{:.0f}");
  add(NodeFigure::latency, row.latency_s, 1e-6, "{:.1f}");
  add(NodeFigure::bandwidth, row.sent_bytes_per_s, 1e6, "{:.0f}");
  add(NodeFigure::bandwidth, row.received_bytes_per_s, 1e6, "{:.0f}");
  return cells;
}

constexpr std::size_t most_rows_of_alike = 16;

}  // namespace

Table table_of(const NodesResult& result) {
  Table table{.columns = {{.head = "node", .width = 10, .align = Align::left},
                          {.head = "compute G/s", .text_head = "compute\nG/s", .width = 7},
                          {.head = "memory GB/s", .text_head = "memory\nGB/s", .width = 7},
                          {.head = "write MB/s", .text_head = "write\nMB/s", .width = 7},
                          {.head = "read MB/s", .text_head = "read\nMB/s", .width = 7},
                          {.head = "files/s", .text_head = "files\n/s", .width = 7},
                          {.head = "latency µs", .text_head = "latency\nus", .width = 7},
                          {.head = "sends MB/s", .text_head = "sends\nMB/s", .width = 7},
                          {.head = "gets MB/s", .text_head = "gets\nMB/s", .width = 7}}};
  const std::vector<std::uint32_t> listed = result.verdict.unlike_nodes();
  const std::set<std::uint32_t> unlike(listed.begin(), listed.end());
  std::set<std::uint32_t> alike;
  for (std::uint32_t node = 0; node < result.nodes; ++node) {
    if (!unlike.contains(node)) alike.insert(node);
  }
  for (const std::uint32_t node : unlike) table.rows.push_back({cells_of(result, result.name_of(node) + " *", {node})});
  if (alike.size() > most_rows_of_alike) {
    table.rows.push_back({cells_of(result, fmt::format("{} alike", alike.size()), alike)});
  } else {
    for (const std::uint32_t node : alike) table.rows.push_back({cells_of(result, result.name_of(node), {node})});
  }
  if (!unlike.empty()) table.notes.push_back("*: unlike the others");
  return table;
}

}  // namespace squares
