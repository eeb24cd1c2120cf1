// What the tests at several ranks share. Every test runs on all ranks, and fails if it fails on any.
#pragma once

#include <chrono>

#include "core/stopwatch.hpp"
#include "parallel/world.hpp"

namespace squares {

// All ranks of the test.
const World& world();

// Of this rank: how often it has looked for messages, and how long each time takes, as where a look gives the processor
// away.
struct Probes {
  int number = 0;
  std::chrono::microseconds each{0};
};
extern Probes probes;
// How many of them, a millisecond each, fit in a tenth of the time since the clock began; and those of the last look.
double most_probes_of_a_millisecond(const Stopwatch& clock);

}  // namespace squares
