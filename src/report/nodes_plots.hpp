// Pictures of nodes and links.
#pragma once

#include "record/nodes.hpp"
#include "report/gnuplot.hpp"

namespace squares {

// Each sample of each figure as a dot, node by node, relative to the median of its round.
Plot samples_plot(const NodesResult& result);

// From × to, coloured by how fast squares were sent: the median of the rounds. Ways that were not measured are empty.
Plot links_map(const NodesResult& result);

}  // namespace squares
