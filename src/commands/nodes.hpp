// squares nodes: which node is not like the others.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "parallel/world.hpp"
#include "system/launch.hpp"

namespace squares {

struct NodesOptions {
  std::string output = "nodes.h5";
  std::optional<std::string> baseline;  // an earlier measurement
  double budget_s = 0;
  double patience_s = 30;
  std::uint64_t seed = 1;
  bool in_turn = false;
  bool force = false;
  bool json = false;
  bool quiet = false;
};

struct NodesCall {
  NodesOptions options;
  std::string typed;  // the command line
};

// Collective; the master's options count.
Exit nodes(const World& world, const NodesCall& call, const Launch& launch);

}  // namespace squares
