#include "report/nodes_comparison_report.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <tuple>
#include <utility>

#include "core/statistics.hpp"
#include "report/dots_plot.hpp"
#include "report/format.hpp"
#include "report/html.hpp"
#include "report/nodes_verdict.hpp"
#include "system/allocation.hpp"

namespace squares {
namespace {

// "node3, computing: 1.30 times as long (1.28 to 1.33), and 2 more"
std::string most_changed_text(const std::vector<FigureComparison>& changed) {
  const FigureComparison& most = changed.front();
  const auto& [ratio, interval, change] = most.comparison;
  const std::string more = changed.size() > 1 ? fmt::format(", and {} more", changed.size() - 1) : "";
  return fmt::format("{}, {}: {:.2f} times as long ({:.2f} to {:.2f}){}", place_text(most.node, most.peer, most.side),
                     doing_of(most.figure), ratio, interval.low, interval.high, more);
}

std::string change_text(const NodesComparison& nodes) {
  if (!nodes.has_verdict())
    return fmt::format("no verdict: {} against {} may differ by chance; it takes {} of each figure",
                       plural(nodes.a.measured.rounds, "round"), nodes.b.measured.rounds, rounds_for_a_rule);
  std::string text;
  for (const Change change : {Change::slower, Change::faster}) {
    const std::vector<FigureComparison> changed = nodes.changed(change);
    if (changed.empty()) continue;
    text += fmt::format("{}B is {}: {}", text.empty() ? "" : "; ", to_text(change), most_changed_text(changed));
  }
  return text.empty() ? "no node and no link is shown to be slower or faster" : text;
}

// "A", "B", "A and B" or ""
std::string sides_with_wrong_values(const NodesComparison& nodes) {
  const bool in_a = !nodes.a.measured.wrong.empty(), in_b = !nodes.b.measured.wrong.empty();
  return in_a && in_b ? "A and B" : in_a ? "A" : in_b ? "B" : "";
}

// What stands behind "A:" and "B:".
std::string origin_text(const NodesFile& file) {
  return fmt::format("{}: {}; {}", file.name, headline_of(file.measured), verdict_text(file.measured));
}

// Nodes that are not in both, and values that are wrong.
Facts remarks_of(const NodesComparison& nodes) {
  Facts remarks;
  if (!nodes.only_a.empty()) remarks.emplace_back("only in A", node_list(nodes.only_a));
  if (!nodes.only_b.empty()) remarks.emplace_back("only in B", node_list(nodes.only_b));
  for (const std::string& sentence : wrong_sentences_of(nodes.a.measured)) remarks.emplace_back("in A", sentence);
  for (const std::string& sentence : wrong_sentences_of(nodes.b.measured)) remarks.emplace_back("in B", sentence);
  return remarks;
}

constexpr std::size_t most_nodes_by_sample = 16;  // of more a picture has no room for each sample

std::vector<double> over(double unit_s, const std::vector<double>& seconds) {
  std::vector<double> times;
  for (const double one : seconds) times.push_back(one / unit_s);
  return times;
}

// Its samples over the median of A.
void add_samples(const FigureComparison& one, DotColumn& column) {
  const double unit_s = median(one.a.seconds);
  for (const auto& [seconds, dots] : {std::pair(&one.a.seconds, &column.a), std::pair(&one.b.seconds, &column.b)}) {
    const std::vector<double> times = over(unit_s, *seconds);
    dots->insert(dots->end(), times.begin(), times.end());
  }
}

// A column for each figure, of all nodes one after the other: each sample over the node's median of A, or of many nodes
// each node's median over the median of them all in A.
std::vector<DotColumn> columns_of(const NodesComparison& nodes) {
  const bool by_sample = nodes.common.size() <= most_nodes_by_sample;
  std::map<std::pair<NodeFigure, LinkSide>, DotColumn> columns;
  for (const FigureComparison& one : nodes.nodes) {
    if (!one.is_compared()) continue;
    DotColumn& column = columns[{one.figure, one.side}];
    column.name = one.figure != NodeFigure::bandwidth ? to_text(one.figure)
                  : one.side == LinkSide::in          ? "gets"
                                                      : "sends";
    if (by_sample) {
      add_samples(one, column);
    } else {
      column.a.push_back(median(one.a.seconds));
      column.b.push_back(median(one.b.seconds));
    }
  }
  std::vector<DotColumn> found;
  for (auto& [figure, column] : columns) {
    const double unit_s = by_sample ? 1 : median(column.a);
    found.push_back({column.name, over(unit_s, column.a), over(unit_s, column.b)});
  }
  return found;
}

std::string figure_of(const NodesComparison& nodes) {
  const std::vector<DotColumn> columns = columns_of(nodes);
  if (columns.empty()) return "";
  const std::string dots = nodes.common.size() <= most_nodes_by_sample
                               ? "Each dot is a time of a node in a round, node by node, over the node's median of A"
                               : "Each dot is a node's median time, node by node, over the median of all nodes in A";
  return figure_html(dots_plot(columns, dots + "; each line is a median of all. Above 1 is slower."));
}

const char* style_of(const NodesComparison& nodes) {
  if (nodes.has_wrong_values() || !nodes.changed(Change::slower).empty()) return "verdict bad";
  return nodes.changed(Change::faster).empty() ? "verdict" : "verdict good";
}

}  // namespace

std::string comparison_verdict(const NodesComparison& nodes) {
  const std::string sides = sides_with_wrong_values(nodes);
  return (sides.empty() ? "" : "wrong values in " + sides + "; of the others: ") + change_text(nodes);
}

std::vector<Difference> differences_of(const NodesComparison& nodes) {
  std::vector<std::array<std::string, 3>> order;
  std::map<std::array<std::string, 3>, std::vector<std::string>> hosts;
  for (const FactChange& one : nodes.facts) {
    const std::array key{one.fact, one.a, one.b};
    if (!hosts.contains(key)) order.push_back(key);
    hosts[key].push_back(one.node);
  }
  const auto known = [](const std::string& value) { return value.empty() ? "-" : value; };
  std::vector<Difference> differences;
  for (const auto& key : order)
    differences.push_back({fmt::format("{} of {}", key[0], node_list(hosts[key])), known(key[1]), known(key[2])});
  return differences;
}

std::string comparison_text(const NodesComparison& nodes) {
  constexpr std::size_t name_columns = 16;
  std::string text = wrapped(comparison_verdict(nodes) + "\n\n") + wrapped("A: " + origin_text(nodes.a) + "\n") +
                     wrapped("B: " + origin_text(nodes.b) + "\n") + facts_text(remarks_of(nodes)) + "\n" +
                     table_text(nodes_comparison_table(nodes, name_columns)) + "\n";
  if (!nodes.ways.empty()) text += table_text(ways_comparison_table(nodes, name_columns / 2)) + "\n";
  return printable(text + differences_text(differences_of(nodes)));
}

std::string comparison_html(const NodesComparison& nodes) {
  const Facts remarks = remarks_of(nodes);
  std::string html = begin_html("Nodes: A and B") + paragraph_html(comparison_verdict(nodes), style_of(nodes)) +
                     (remarks.empty() ? "" : facts_html(remarks)) + figure_of(nodes) +
                     section_html("Nodes", table_html(nodes_comparison_table(nodes)));
  if (!nodes.ways.empty()) html += section_html("Links", table_html(ways_comparison_table(nodes)));
  html += differences_html(differences_of(nodes));
  html += section_html("Measurements", facts_html({{"A", origin_text(nodes.a)}, {"B", origin_text(nodes.b)}}));
  return html + end_html();
}

}  // namespace squares
