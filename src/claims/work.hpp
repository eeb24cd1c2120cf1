// Work for threads and processes: without an end, and under a lock that must be held for each step.
#pragma once

#include <pthread.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>

#include "claims/child.hpp"
#include "core/range.hpp"
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
  const std::uint64_t before = steps.load();
  const Stopwatch clock;
  while (steps.load() == before && clock.seconds() < 5) std::this_thread::sleep_for(std::chrono::microseconds(100));
  return steps.load() != before;
}

// How a lock is held for each step of the work, as an interpreter holds its own.
enum class Locking { none, one_each, one_for_all };

// A lock that threads and child processes of this one may share.
class LockInSharedMemory {
 public:
  LockInSharedMemory();

  void lock() const { ::pthread_mutex_lock(mutex_.all().data()); }
  void unlock() const { ::pthread_mutex_unlock(mutex_.all().data()); }

 private:
  SharedArray<pthread_mutex_t> mutex_{1};
};

// The sum of the squares of `range`, each worked out a hundred times, in steps of some 10 µs.
std::uint64_t work_under(Locking locking, const LockInSharedMemory& lock, Range range);

}  // namespace squares
