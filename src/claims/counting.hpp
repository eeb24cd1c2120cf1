// Workers that compute until they are killed, and how to see that one does.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>

#include "core/stopwatch.hpp"
#include "study/computing.hpp"

namespace squares {

using StepCounter = std::atomic<std::uint64_t>;  // in memory that is shared

// Adds the squares of 1 to 1000 up again and again, a step each time that they come out right.
[[noreturn]] inline void count_for_ever(StepCounter& steps) {
  for (;;) steps += added_up({1, 1000}) == 333'833'500 ? 1 : 0;
}

// Whether it makes a step within five seconds.
inline bool goes_on(const StepCounter& steps) {
  const std::uint64_t before = steps;
  const Stopwatch clock;
  while (steps == before && clock.seconds() < 5) std::this_thread::sleep_for(std::chrono::microseconds(100));
  return steps != before;
}

}  // namespace squares
