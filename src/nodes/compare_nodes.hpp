// Which node or link has become slower or faster from one measurement to another, and what differs besides. Pure.
#pragma once

#include <vector>

#include "record/nodes.hpp"
#include "record/nodes_comparison.hpp"

namespace squares {

// Nodes that are in both, by their names: each figure of A or B. Of links what a node sends, and what it receives.
// A change is one by more than one would look at, and by more than chance makes of all these comparisons in one of a
// hundred measurements; of fewer than nine rounds it is unknown.
std::vector<FigureComparison> compare_nodes(const NodesResult& a, const NodesResult& b);

// Likewise each way between two nodes.
std::vector<FigureComparison> compare_ways(const NodesResult& a, const NodesResult& b);

// All of it, with the facts.
NodesComparison compare_measurements(NodesFile a, NodesFile b);

}  // namespace squares
