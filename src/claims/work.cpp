#include "claims/work.hpp"

#include <algorithm>
#include <mutex>

namespace squares {
namespace {

// Calls hold(step) for each step of the work.
template <class Hold>
std::uint64_t stepwise(Range range, const Hold& hold) {
  constexpr std::uint64_t step = 500;
  std::uint64_t sum = 0;
  for (std::uint64_t done = 0; done < range.count; done += step) {
    hold([&] { sum += work_out({range.first + done, std::min(step, range.count - done)}, 100); });
  }
  return sum;
}

}  // namespace

LockInSharedMemory::LockInSharedMemory() {
  pthread_mutexattr_t shared;
  ::pthread_mutexattr_init(&shared);
  ::pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
  ::pthread_mutex_init(mutex_.all().data(), &shared);
  ::pthread_mutexattr_destroy(&shared);
}

std::uint64_t work_under(Locking locking, const LockInSharedMemory& lock, Range range) {
  if (locking == Locking::none) return stepwise(range, [](const auto& step) { step(); });
  const LockInSharedMemory own;
  const LockInSharedMemory& held = locking == Locking::one_each ? own : lock;
  return stepwise(range, [&](const auto& step) {
    const std::lock_guard guard(held);
    step();
  });
}

}  // namespace squares
