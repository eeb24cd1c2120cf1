// Measures all nodes and the links between them, round after round, and those that seem to be unlike once more.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "nodes/place.hpp"
#include "parallel/world.hpp"
#include "record/nodes.hpp"

namespace squares {

struct RoundsSettings {
  std::string output;    // files are written beside it
  bool in_turn = false;  // node after node, also where it is not needed
  double budget_s = 0;   // rounds go on as long; nine are measured in any case
  std::uint64_t seed = 1;
};

struct RoundsHooks {
  // On every rank, before each round.
  std::function<void(std::uint32_t round)> begin = [](std::uint32_t) {};
  // On the master, after each round, with all that was measured so far. False ends it there.
  std::function<bool(const NodesResult&)> goes_on = [](const NodesResult&) { return true; };
};

// Collective over all ranks; the settings are the same everywhere. Ranks that have nothing to do sleep. Of the ranks of
// a node all compute, and the first speaks to other nodes and stores. The result is the master's, with its verdict.
// Throws AgreedError.
NodesResult measure_rounds(const World& world, const NodePlace& place, const RoundsSettings& settings,
                           const RoundsHooks& hooks);

}  // namespace squares
