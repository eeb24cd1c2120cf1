// Computing under a lock that must be held for each step, as an interpreter holds its own.
#pragma once

#include <pthread.h>

#include <cstdint>

#include "claims/child.hpp"
#include "core/range.hpp"

namespace squares {

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
