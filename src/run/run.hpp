// squares run: computes, stores and checks a range.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/plan.hpp"
#include "core/stopwatch.hpp"
#include "parallel/world.hpp"
#include "report/progress.hpp"
#include "system/launch.hpp"

namespace squares {

struct RunOptions {
  Request request;
  std::string output = "squares.h5";
  ProgressMode progress = ProgressMode::automatic;
  std::optional<double> deadline_s;
  double patience_s = 120;
  std::vector<std::string> hints;  // for MPI-IO: "KEY=VALUE"
  bool resume = false;
  bool force = false;
  bool strict = false;
  bool dry_run = false;
  bool json = false;
  bool quiet = false;
};

// What only the master knows before the launch.
struct RunCall {
  RunOptions options;
  std::string command;  // as typed, for the file
};

// Collective; only the master's `call` counts. `since_start` runs since main(). Throws AgreedError.
Exit run(const World& world, const Launch& launch, const RunCall& call, Stopwatch since_start);

}  // namespace squares
