// Counts the messages by which the master follows and steers a run.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>

#include "core/stopwatch.hpp"
#include "record/traffic.hpp"

namespace squares {

// The most that a count has grown by in a second, from looks at it that come several times a second. Between looks
// further apart it is taken to have grown evenly.
class MostPerSecond {
 public:
  void look(double now_s, std::uint64_t count);
  [[nodiscard]] std::uint64_t most() const { return most_; }

 private:
  struct Look {
    double at_s = 0;
    std::uint64_t count = 0;
  };
  std::deque<Look> looks_{Look{}};  // one that is a second old or the first, and those since
  std::uint64_t most_ = 0;
};

struct MessageCount {
  std::atomic<std::uint64_t> received = 0;
  std::atomic<std::uint64_t> sent = 0;
};

// Of one rank. Any thread counts.
class TrafficMeter {
 public:
  MessageCount beacons, progress, stops, questions, deals;

  // To be called several times a second.
  void look();
  // What has been counted; of memory it tells nothing.
  [[nodiscard]] Traffic traffic();

 private:
  Stopwatch clock_;
  std::mutex mutex_;
  MostPerSecond most_;
};

}  // namespace squares
