// T6, T7 and T9: threads that share a lock, or should.
#include <algorithm>
#include <array>
#include <atomic>
#include <barrier>
#include <mutex>
#include <thread>

#include "claims/lab.hpp"
#include "claims/work.hpp"
#include "core/stopwatch.hpp"

namespace squares {
namespace {

// What threads take that compute, a share of the work each.
double threads_compute_s(const Lab& lab, Locking locking) {
  const Range whole{lab.work.first, lab.work.count * lab.workers};
  const LockInSharedMemory lock;
  return in_threads(lab.workers, whole,
                    [&](std::uint32_t worker) { return work_under(locking, lock, part(whole, worker, lab.workers)); })
      .seconds;
}

void t6_limited_by_the_lock(const Lab& lab, ClaimResult& result) {
  const auto slower = [&](Locking locking) {
    return ratios(
        lab, [&] { return threads_compute_s(lab, locking); }, [&] { return threads_compute_s(lab, Locking::none); });
  };
  result.figures = {figure_of("time of threads under one lock over that without", "1",
                              slower(lab.control ? Locking::one_each : Locking::one_for_all)),
                    figure_of("the same with a lock for each thread", "1", slower(Locking::one_each)),
                    count_of("threads", lab.workers)};
  result.verdict = above(notably, result.figures[0]);
  result.verdict_without_lock = above(notably, result.figures[1]);
}

void t7_not_for_computing(const Lab& lab, ClaimResult& result) {
  const Range whole{lab.work.first, lab.work.count * lab.workers};
  const LockInSharedMemory lock;
  const auto alone = [&] {
    return one_after_the_other(
               lab.workers, whole,
               [&](std::uint32_t worker) { return work_under(Locking::none, lock, part(whole, worker, lab.workers)); })
        .seconds;
  };
  const auto faster = [&](Locking locking) {
    return ratios(lab, alone, [&] { return threads_compute_s(lab, locking); });
  };
  result.figures = {
      figure_of("speed-up by threads under one lock", "1", faster(lab.control ? Locking::none : Locking::one_for_all)),
      figure_of("the same without the lock", "1", faster(Locking::none)), count_of("threads", lab.workers)};
  result.verdict = below(notably, result.figures[0]);
  result.verdict_without_lock = below(notably, result.figures[1]);
}

// How many of the additions that threads make to one variable are lost, in each of some tries, and how long one takes.
struct Additions {
  std::vector<double> lost_share, each_s;

  [[nodiscard]] std::size_t tries_with_losses() const { return squares::tries_with_losses(lost_share); }
};

// `add` adds one to a std::atomic<std::uint64_t>; each thread does it so many times.
template <class Add>
Additions additions(std::uint32_t threads, std::uint64_t of_each, const Add& add) {
  Additions found;
  for (int i = 0; i < 10; ++i) {
    std::atomic<std::uint64_t> sum = 0;
    std::barrier begin(threads);
    const OneForEach processor;
    const Stopwatch clock;
    {
      std::vector<std::jthread> team;
      for (std::uint32_t k = 0; k < threads; ++k) {
        team.emplace_back([&, k] {
          processor.bind(k);
          begin.arrive_and_wait();
          for (std::uint64_t n = 0; n < of_each; ++n) add(sum);
        });
      }
    }
    const auto all = static_cast<double>(of_each * threads);
    found.each_s.push_back(clock.seconds() / all);
    found.lost_share.push_back((all - static_cast<double>(sum.load())) / all);
  }
  return found;
}

void t9_races(const Lab& lab, ClaimResult& result) {
  std::mutex mutex;
  // What `sum += 1` does: fetch, add, put back; in atomic steps, so that the language defines what happens.
  const auto bare = [](std::atomic<std::uint64_t>& sum) {
    sum.store(sum.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  };
  const auto locked = [&](std::atomic<std::uint64_t>& sum) {
    const std::lock_guard guard(mutex);
    bare(sum);
  };
  const auto atomic = [](std::atomic<std::uint64_t>& sum) { sum.fetch_add(1, std::memory_order_relaxed); };
  constexpr std::uint64_t few = 200'000, many = 3'000'000;  // so that threads meet, though they do not start at once
  const Additions one = additions(1, many, bare), with_lock = additions(lab.workers, few, locked),
                  with_atomic = additions(lab.workers, few, atomic),
                  unguarded = lab.control ? with_atomic : additions(lab.workers, many, bare);
  result.figures = {count_of("tries with losses, threads", unguarded.tries_with_losses()),
                    count_of("tries with losses, one thread", one.tries_with_losses()),
                    count_of("tries each", unguarded.lost_share.size()),
                    largest_of("share of additions lost by threads, at most", unguarded.lost_share),
                    count_of("tries with losses, threads with a lock", with_lock.tries_with_losses()),
                    count_of("tries with losses, threads with an atomic", with_atomic.tries_with_losses()),
                    figure_of("an addition, one thread", "s", one.each_s),
                    figure_of("an addition, threads", "s", unguarded.each_s),
                    figure_of("an addition, threads with a lock", "s", with_lock.each_s),
                    figure_of("an addition, threads with an atomic", "s", with_atomic.each_s)};
  result.verdict = unguarded.tries_with_losses() > one.tries_with_losses() ? Verdict::is_true : Verdict::is_false;
}

constexpr std::array experiments{
    Experiment{"T6", "Threads compute, each step under one lock, and without it.", "a lock for each thread",
               Needs::two_quiet_processors, t6_limited_by_the_lock},
    Experiment{"T7", "The same squares by one thread, and by one thread a processor under one lock.", "no lock",
               Needs::two_quiet_processors, t7_not_for_computing},
    Experiment{"T9", "Threads add to one variable: fetch, add, put back.", "the addition is atomic",
               Needs::two_processors, t9_races},
};

}  // namespace

std::span<const Experiment> experiments_on_locks() { return experiments; }

}  // namespace squares
