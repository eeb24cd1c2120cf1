// What nodes are and have, as far as it matters to a run.
#pragma once

#include <string>
#include <vector>

#include "nodes/place.hpp"
#include "parallel/world.hpp"
#include "record/nodes.hpp"

namespace squares {

// Collective. Those of all nodes, on the master; `output`: in whose folder results would lie.
std::vector<NodeFact> gather_facts(const World& world, const NodePlace& place, const std::string& output);

}  // namespace squares
