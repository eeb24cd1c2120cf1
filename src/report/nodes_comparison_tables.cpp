#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "core/statistics.hpp"
#include "report/format.hpp"
#include "report/nodes_comparison_report.hpp"

namespace squares {
namespace {

constexpr std::size_t most_nodes_in_full = 16, most_ways_in_full = 12;

// A figure as a rate, or as a time, in a unit that suits it.
struct Look {
  const char* name;
  double unit;
  bool is_time = false;
};

Look look_of(NodeFigure figure, LinkSide side) {
  switch (figure) {
    case NodeFigure::compute:
      return {"compute G/s", 1e9};
    case NodeFigure::memory:
      return {"memory GB/s", 1e9};
    case NodeFigure::write:
      return {"write MB/s", 1e6};
    case NodeFigure::read:
      return {"read MB/s", 1e6};
    case NodeFigure::create:
      return {"files/s", 1};
    case NodeFigure::bandwidth:
      return {side == LinkSide::in ? "gets MB/s" : "sends MB/s", 1e6};
    case NodeFigure::latency:
    case NodeFigure::stalls:
      break;
  }
  return {"latency us", 1e-6, true};
}

// Of four digits, so that a difference of a thousandth shows.
std::string digits_text(double value) {
  if (value < 1) return fmt::format("{:.4g}", value);
  return fmt::format("{:.{}f}", value, value < 10 ? 3 : value < 100 ? 2 : value < 1000 ? 1 : 0);
}

std::string value_text(const Look& look, double seconds) {
  return digits_text((look.is_time ? seconds : 1 / seconds) / look.unit);
}

std::string median_text(const Look& look, const FigureTimes& times) {
  if (times.is_wrong) return "wrong";
  return times.seconds.empty() ? "-" : value_text(look, median(times.seconds));
}

// By its end, by which nodes differ.
std::string shortened(const std::string& name, std::size_t columns) {
  return name.size() <= columns ? name : "…" + name.substr(name.size() - columns + 1);
}

bool has_changed(const FigureComparison& one) {
  return one.comparison.change == Change::slower || one.comparison.change == Change::faster;
}

// Behind the names.
void add_cells(std::vector<std::string>& cells, const FigureComparison& one) {
  const Look look = look_of(one.figure, one.side);
  const auto& [ratio, interval, change] = one.comparison;
  cells.insert(cells.end(),
               {look.name, median_text(look, one.a), median_text(look, one.b), one.is_compared() ? percent(ratio) : "-",
                one.is_compared() ? percent(interval.low) + "–" + percent(interval.high) : "-",
                has_changed(one) ? to_text(change) : ""});
}

void add_columns(Table& table) {
  for (const TableColumn& column :
       {TableColumn{.head = "figure", .align = Align::left}, TableColumn{.head = "A", .width = 6},
        TableColumn{.head = "B", .width = 6},
        TableColumn{.head = "time, B to A", .text_head = "time,\nB to A", .width = 7},
        TableColumn{.head = "its interval", .width = 16}, TableColumn{.head = "", .align = Align::left}})
    table.columns.push_back(column);
}

// One figure of nodes that have not changed in it: medians of their medians, and the range of their ratios.
Row row_of_others(const std::vector<const FigureComparison*>& others) {
  const Look look = look_of(others.front()->figure, others.front()->side);
  std::vector<double> a, b, ratios;
  for (const FigureComparison* one : others) {
    a.push_back(median(one->a.seconds));
    b.push_back(median(one->b.seconds));
    ratios.push_back(one->comparison.ratio);
  }
  const auto [least, most] = std::minmax_element(ratios.begin(), ratios.end());
  return {{fmt::format("{} others", others.size()), look.name, value_text(look, median(a)), value_text(look, median(b)),
           "", percent(*least) + "–" + percent(*most), ""}};
}

// Those that are told one by one, and of each figure the others together.
void add_rows_of_many(const NodesComparison& nodes, const auto& add, Table& table) {
  std::map<std::pair<NodeFigure, LinkSide>, std::vector<const FigureComparison*>> others;
  for (const FigureComparison& one : nodes.nodes) {
    if (has_changed(one) || !one.is_compared())
      add(one);
    else
      others[{one.figure, one.side}].push_back(&one);
  }
  for (const auto& [figure, of_figure] : others) table.rows.push_back(row_of_others(of_figure));
  table.notes.emplace_back("others: medians of the nodes' medians; interval: their least and largest difference");
}

}  // namespace

Table nodes_comparison_table(const NodesComparison& nodes, std::size_t name_columns) {
  Table table{.columns = {{.head = "node", .align = Align::left}}};
  add_columns(table);
  const auto add = [&](const FigureComparison& one) {
    table.rows.push_back({{shortened(one.node, name_columns)}});
    add_cells(table.rows.back().cells, one);
  };
  table.notes.emplace_back("A, B: medians; B to A: the ratio of the times, with its 95 % interval: more is slower");
  if (nodes.common.size() > most_nodes_in_full) {
    add_rows_of_many(nodes, add, table);
  } else {
    for (const FigureComparison& one : nodes.nodes) add(one);
  }
  return table;
}

Table ways_comparison_table(const NodesComparison& nodes, std::size_t name_columns) {
  Table table{.columns = {{.head = "from", .align = Align::left}, {.head = "to", .align = Align::left}}};
  add_columns(table);
  const auto add = [&](const FigureComparison& one) {
    table.rows.push_back({{shortened(one.node, name_columns), shortened(one.peer, name_columns)}});
    add_cells(table.rows.back().cells, one);
  };
  const std::size_t ways = nodes.ways.size() / 2;  // latency and bandwidth of each
  if (ways <= most_ways_in_full) {
    for (const FigureComparison& one : nodes.ways) add(one);
    return table;
  }
  for (const Change change : {Change::slower, Change::faster}) {
    for (const FigureComparison& one : nodes.changed(change)) {
      if (!one.peer.empty()) add(one);
    }
  }
  table.notes.push_back(fmt::format(
      "of {} ways those that differ are shown, but for those of a node that differs in all of them", grouped(ways)));
  return table;
}

}  // namespace squares
