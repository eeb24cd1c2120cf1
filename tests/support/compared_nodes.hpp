// Two measurements of nodes whose every number is known, as they are compared.
#pragma once

#include <cstdint>
#include <string>

#include "record/nodes_comparison.hpp"

namespace squares {

// A figure of which each of nine rounds is one thousandth longer than the one before, and B takes `ratio` times as
// long.
inline FigureComparison compared_figure(const std::string& node, NodeFigure figure, LinkSide side, double seconds,
                                        double ratio, Change change = Change::none_shown) {
  FigureComparison one{.node = node, .figure = figure, .side = side};
  for (int round = 0; round < 9; ++round) {
    one.a.seconds.push_back(seconds * (1 + 0.001 * round));
    one.b.seconds.push_back(seconds * (1 + 0.001 * round) * ratio);
  }
  one.comparison = {.ratio = ratio, .interval = {0.99 * ratio, 1.01 * ratio, 0.96}, .change = change};
  return one;
}

// So many nodes, of which the last computes and sends more slowly in B, and the second is faster in memory.
inline NodesComparison compared_nodes(std::uint32_t nodes) {
  const auto file = [&](const std::string& name) {
    NodesFile one{.name = name, .measured = {.nodes = nodes, .ranks = nodes, .rounds = 9, .seconds = 12.3}};
    for (std::uint32_t node = 0; node < nodes; ++node)
      one.measured.facts.push_back({node, std::string("host"), "node" + std::to_string(node + 1)});
    return one;
  };
  NodesComparison compared{.a = file("a.h5"), .b = file("b.h5")};
  compared.common = compared.a.measured.names();
  for (const std::string& node : compared.common) {
    const bool is_sick = node == compared.common.back(), is_better = node == compared.common[1];
    compared.nodes.push_back(compared_figure(node, NodeFigure::compute, LinkSide::none, 1e-10, is_sick ? 1.3 : 1,
                                             is_sick ? Change::slower : Change::none_shown));
    compared.nodes.push_back(compared_figure(node, NodeFigure::memory, LinkSide::none, 1e-10, is_better ? 0.5 : 1.01,
                                             is_better ? Change::faster : Change::none_shown));
    compared.nodes.push_back(compared_figure(node, NodeFigure::create, LinkSide::none, 0.01, 0.98));
    compared.nodes.push_back(compared_figure(node, NodeFigure::latency, LinkSide::out, 2e-6, 1));
    compared.nodes.push_back(compared_figure(node, NodeFigure::bandwidth, LinkSide::out, 1e-9, is_sick ? 3 : 1,
                                             is_sick ? Change::slower : Change::none_shown));
    for (const std::string& peer : compared.common) {
      if (peer == node) continue;
      for (const NodeFigure figure : {NodeFigure::latency, NodeFigure::bandwidth}) {
        const bool is_slower = is_sick && figure == NodeFigure::bandwidth;
        compared.ways.push_back(compared_figure(node, figure, LinkSide::out,
                                                figure == NodeFigure::latency ? 2e-6 : 1e-9, is_slower ? 3 : 1,
                                                is_slower ? Change::slower : Change::none_shown));
        compared.ways.back().peer = peer;
      }
    }
  }
  for (const std::string& node : compared.common) compared.facts.push_back({node, "kernel", "5.10", "6.1"});
  compared.facts.push_back({compared.common.front(), "MPI", "Open MPI v4.1.4", ""});
  return compared;
}

}  // namespace squares
