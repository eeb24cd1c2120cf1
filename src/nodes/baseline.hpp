// Which node has become slower than it was. Pure.
#pragma once

#include <vector>

#include "record/nodes.hpp"

namespace squares {

// The figures of which `now` takes longer, by the rule of compare_nodes(). The findings' nodes are those of `now`.
std::vector<NodeFinding> slower_than(const NodesResult& before, const NodesResult& now);

}  // namespace squares
