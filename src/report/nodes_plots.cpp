#include "report/nodes_plots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/statistics.hpp"
#include "report/format.hpp"
#include "report/heat.hpp"
#include "report/nodes_tables.hpp"

namespace squares {
namespace {

using Values = std::vector<double>;

// More have numbers in place of their names.
constexpr std::uint32_t most_names = 16;

// "'node1' 0, 'node2' 1" for the axis of a picture.
std::string node_ticks(const NodesResult& result) {
  std::string ticks;
  const std::uint32_t step = result.nodes <= most_names ? 1 : (result.nodes + 7) / 8;
  for (std::uint32_t node = 0; node < result.nodes; node += step) {
    ticks += fmt::format("{}{} {}", node == 0 ? "" : ", ",
                         quoted_label(result.nodes <= most_names ? result.name_of(node) : std::to_string(node)), node);
  }
  return ticks;
}

// Rates of each way that has no wrong values.
std::map<std::pair<std::uint32_t, std::uint32_t>, Values> rates_of_ways(const NodesResult& result) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, Values> rates;
  for (const LinkSample& link : result.links)
    rates[{link.from, link.to}].push_back(static_cast<double>(link.transfer_bytes) / link.transfer_s);
  for (const auto& way : wrong_ways(result)) rates.erase(way);
  return rates;
}

// Times of nodes over the median of all nodes in the same round and figure.
std::string dots_of(const NodesResult& result, std::uint32_t figure) {
  std::map<std::uint32_t, Values> rounds;
  for (const NodeSample& sample : result.samples) {
    if (sample.figure == figure) rounds[sample.round].push_back(sample.seconds);
  }
  std::string dots;
  for (const NodeSample& sample : result.samples) {
    if (sample.figure != figure) continue;
    dots += fmt::format("{} {:.5g}\n", figure * (result.nodes + 1) + sample.node,
                        sample.seconds / median(rounds[sample.round]));
  }
  return dots;
}

}  // namespace

Plot samples_plot(const NodesResult& result) {
  std::string script, plots, ticks;
  for (std::uint32_t figure = 0; figure < node_figures; ++figure) {
    const std::string dots = dots_of(result, figure);
    if (dots.empty()) continue;
    const char* name = to_text(static_cast<NodeFigure>(figure));
    script += fmt::format("${} << EOD\n{}EOD\n", name, dots);
    plots += fmt::format("{}${} using 1:2 with points pt 7 ps 0.35 lc {} notitle", plots.empty() ? "plot " : ", ", name,
                         figure + 1);
    ticks += fmt::format("{}'{}' {}", ticks.empty() ? "" : ", ", name,
                         figure * (result.nodes + 1) + (result.nodes - 1) / 2.0);
  }
  script += fmt::format(
      "set xtics ({}) scale 0\nset logscale y\nunset key\nset xrange [-1:{}]\n"
      "set ylabel 'times the median'\n{}\n",
      ticks, node_figures * (result.nodes + 1), plots.empty() ? "plot 1" : plots);
  return {
      .title = "samples",
      .text = fmt::format("Each sample of each node as a dot: its time over the median of all nodes in its round. Of "
                          "each figure the nodes stand side by side, from {} to {}. Below 1 is faster.",
                          result.name_of(0), result.name_of(result.nodes - 1)),
      .script = script,
      .narrow_script = "set xtics rotate by 45 right\n" + script};
}

Plot links_map(const NodesResult& result) {
  const auto rates = rates_of_ways(result);
  double fastest = 0, slowest = 0;
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> medians;
  for (const auto& [way, values] : rates) {
    const double rate = medians[way] = median(values);
    fastest = std::max(fastest, rate);
    slowest = slowest == 0 ? rate : std::min(slowest, rate);
  }
  std::string data = "$map << EOD\n", labels;
  for (const auto& [way, rate] : medians) {
    const double share = rate / fastest;
    data += fmt::format("{} {} {}\n", way.second, way.first, heat_colour(share));
    if (result.nodes > most_names) continue;
    labels += fmt::format("set label '{:.0f}' at {},{} center front tc rgb '{}'\n", rate / 1e6, way.second, way.first,
                          heat_label_colour(share));
  }
  if (medians.empty()) data += "nan nan 0\n";
  const std::string ticks = node_ticks(result);
  return {
      .title = "links",
      .text = fmt::format("MB/s from each node to each other one, the median of the rounds: {} to {}. Deeper is "
                          "faster; what is empty was not measured, or has wrong values.",
                          human_rate(slowest, "B"), human_rate(fastest, "B")),
      .script = data + "EOD\n" + labels +
                fmt::format("set xtics ({0}) scale 0 rotate by -45\nset ytics ({0}) scale 0\nunset grid\nunset key\n"
                            "set xrange [-0.5:{1}.5]\nset yrange [{1}.5:-0.5]\nset xlabel 'to'\nset ylabel 'from'\n{2}",
                            ticks, result.nodes - 1, heat_cells),
      .narrow_script = {},
      .height = std::min(880U, 130 + 40 * result.nodes)};
}

}  // namespace squares
