// How often the watchdogs of a job speak. Each rank of many speaks more rarely, so that the master's watchdog hears and
// sends no more. Pure.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "core/range.hpp"

namespace squares {

// A watchdog looks around once in a tick.
constexpr std::chrono::milliseconds watchdog_tick{100};
constexpr std::uint32_t watchdog_ticks_per_s = 10;

// The master's hears at most this many beacons in a tick, and sends as many.
constexpr std::uint32_t most_beacons_in_a_tick = 300;

// Beacons are UDP and may be lost: a patience holds at least so many.
constexpr std::uint32_t fewest_beacons_in_a_patience = 10;

struct Rhythm {
  std::uint32_t ranks = 1;

  // Ticks from one beacon of a rank to its next.
  [[nodiscard]] constexpr std::uint32_t every() const { return std::max(1U, ceil(ranks, most_beacons_in_a_tick)); }

  // Whether `rank` speaks to the master, and the master to it, in its tick number `tick`: in each as many ranks do.
  [[nodiscard]] constexpr bool is_due(std::uint32_t tick, std::uint32_t rank) const {
    return (tick % every() + rank % every()) % every() == 0;
  }

  // A tick as long as not all have heard of each other. Only small jobs can hurry.
  [[nodiscard]] constexpr std::chrono::milliseconds hurried_tick() const {
    constexpr std::chrono::milliseconds least{5};
    constexpr std::uint32_t most_in_it = most_beacons_in_a_tick * least / watchdog_tick;
    return std::min<std::chrono::milliseconds>(least * ceil(ranks, most_in_it), watchdog_tick);
  }

  // How long a rank waits before its first tick, so that not all speak at once.
  [[nodiscard]] constexpr std::chrono::microseconds delay(std::uint32_t rank) const {
    return std::chrono::microseconds(hurried_tick()) * rank / ranks;
  }

  // How often in a tick the master's takes in what has come: a socket has room for about a hundred beacons.
  [[nodiscard]] constexpr std::uint32_t looks_in_a_tick() const {
    constexpr std::uint32_t at_once = 50;
    return std::max(1U, ceil(std::min(ranks, most_beacons_in_a_tick), at_once));
  }

  // In ticks.
  [[nodiscard]] constexpr std::uint32_t least_patience() const { return every() * fewest_beacons_in_a_patience; }

 private:
  static constexpr std::uint32_t ceil(std::uint32_t a, std::uint32_t b) {
    return static_cast<std::uint32_t>(ceil_divide(a, b));
  }
};

}  // namespace squares
