// The command that starts squares as it should be started, in the words of the launcher that is in use.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "system/launch.hpp"
#include "system/placement.hpp"

namespace squares {

// What was typed, as far as it stays.
struct TypedLaunch {
  Launcher launcher = Launcher::none;
  std::vector<std::string> launcher_options;  // of mpirun, without those that lay out ranks
  std::vector<std::string> command;           // squares and its arguments
  std::string submitted;                      // the job script and its arguments
};

// As the master finds it: its own command line, and that of the mpirun that has started it.
TypedLaunch typed_launch(const Launch& launch);

// The master's: what stood before it on the command line, in words that a shell takes: the mpirun that has started it
// with its options, or taskset where it runs alone on some of the processors. "": nothing, or not known.
std::string launcher_before(const Launch& launch);

// The master's: the launch nearest to this one in which every thread of `teams` has a processor of its own.
std::string fitting_launch(const Launch& launch, std::span<const Introduction> ranks,
                           std::span<const std::uint32_t> teams, const Nodes& nodes);

// `typed` with the ranks and threads of `fit`. Without a launcher the mask is `processors`, if they are not empty.
std::string launch_line(const TypedLaunch& typed, const FittingLayout& fit, const CpuSet& processors);

}  // namespace squares
