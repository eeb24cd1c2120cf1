// The sweep of a study that times a command of the user's: all layouts again and again, each round in an order of its
// own, until the intervals are narrow or the time is up.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "record/study.hpp"

namespace squares {

struct CommandSweepSettings {
  std::string command;  // with {ranks}, {threads} and {nodes}
  Machine machine;
  std::vector<Layout> layouts;  // the base case first
  double budget_s = 120;
  double narrow_enough = 0.02;  // half the width of the interval of each median, over the median
  std::uint64_t seed = 1;
};

// Of a command with these words: those in which each thread has a processor. Without {ranks} all are of one rank,
// without {threads} all of one thread each.
std::vector<Layout> layouts_of_command(const std::string& command, const Machine& machine);

// The command has not ended with 0.
struct CommandFailure : Error {
  CommandFailure(const Error& error, std::string said) : Error(error), last_words(std::move(said)) {}

  std::string last_words;
};

struct CommandSweepCalls {
  std::function<void(double seconds, std::uint32_t round)> note;  // after each run
  std::function<bool()> goes_on;                                  // false ends the study, and the run that goes on
};

// Runs the base case once, which does not count, and then the rounds. A run that the end of the time cuts off does not
// count. No samples if it was ended before each layout had been timed twice; Error(stopped) if the time was up before
// that. Throws CommandFailure. No process of the command is left in any case.
StudyResult sweep_command(const CommandSweepSettings& settings, const CommandSweepCalls& calls);

}  // namespace squares
