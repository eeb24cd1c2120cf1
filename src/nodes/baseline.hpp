// Which node has become slower than it was. Pure.
#pragma once

#include <vector>

#include "record/nodes.hpp"

namespace squares {

// Of nodes that are in both, by their names: each figure of which `now` takes longer, by more than one would look at,
// and more than chance makes of all these comparisons in one of a hundred measurements. Of links what a node sends, and
// what it receives. The findings' nodes are those of `now`.
std::vector<NodeFinding> slower_than(const NodesResult& before, const NodesResult& now);

}  // namespace squares
