// squares run: computes, stores and checks a range.
#pragma once

#include "app/options.hpp"
#include "core/error.hpp"
#include "core/stopwatch.hpp"
#include "parallel/world.hpp"
#include "system/launch.hpp"

namespace squares {

// What only the master knows before the launch.
struct RunCall {
  RunOptions options;
  std::string command;  // as typed, for the file
};

// Collective; only the master's `call` counts. `since_start` runs since main(). Throws AgreedError.
Exit run(const World& world, const Launch& launch, const RunCall& call, Stopwatch since_start);

}  // namespace squares
