// T1, T2, T4 and T8: what threads can do.
#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <fstream>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

#include "claims/child.hpp"
#include "claims/lab.hpp"
#include "claims/work.hpp"
#include "core/square.hpp"
#include "core/stopwatch.hpp"
#include "study/computing.hpp"
#include "study/late_server.hpp"

namespace squares {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t times = 10;  // that something is tried which either happens or not

// Starts as many threads as the lesson does, which square 0 to 999 each and are all there at the same time. How many?
std::size_t threads_at_once() {
  constexpr std::uint32_t count = 10;
  std::atomic<std::uint32_t> there = 0;
  std::array<std::atomic<std::int64_t>, count> ids{};
  std::array<std::uint64_t, count> sums{};
  std::vector<std::jthread> threads;
  try {
    for (std::uint32_t i = 0; i < count; ++i) {
      threads.emplace_back([&, i](const std::stop_token& stop) {
        ids[i] = ::syscall(SYS_gettid);
        ++there;
        while (there < count && !stop.stop_requested()) std::this_thread::sleep_for(50us);
        sums[i] = added_up({0, 1000});
      });
    }
  } catch (const std::system_error&) {  // no room for another
    return threads.size();
  }
  threads.clear();
  std::set<std::int64_t> different(ids.begin(), ids.end());
  return std::count(sums.begin(), sums.end(), added_up({0, 1000})) == count ? different.size() : 0;
}

// No more memory for this process than it has now, so none for another thread's stack.
void allow_no_more_memory() {
  std::ifstream sizes("/proc/self/statm");
  rlim_t pages = 0;
  sizes >> pages;
  const rlim_t bytes = pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE)) + (1U << 20);
  const rlimit limit{bytes, bytes};
  ::setrlimit(RLIMIT_AS, &limit);
}

void t1_several(const Lab& lab, ClaimResult& result) {
  const SharedArray<std::uint64_t> started(times);
  for (std::size_t i = 0; i < times; ++i) {
    Child([&] {
      if (lab.control) allow_no_more_memory();
      started[i] = threads_at_once();
    }).wait();
  }
  const auto happened = static_cast<std::size_t>(std::count(started.all().begin(), started.all().end(), 10));
  result.figures = {count_of("processes that start ten threads", times),
                    count_of("that have had all ten at once", happened)};
  result.verdict = each_time(happened, times);
}

// Each of the workers writes squares into its part of one array; once all have, each looks for those of the others.
std::size_t see_all(std::uint32_t workers, bool processes) {
  const Range whole{1, std::uint64_t{1000} * workers};
  std::vector<std::uint64_t> words(whole.count);
  const SharedArray<std::atomic<std::uint32_t>> written(1), sees_all(workers);
  const auto work = [&](std::uint32_t worker) {
    return [&, worker] {
      const Range mine = part(whole, worker, workers);
      fill_squares(Width::narrow, std::span(words).subspan(mine.first - whole.first, mine.count), mine.first);
      ++written[0];
      while (written[0] < workers) std::this_thread::sleep_for(50us);
      sees_all[worker] = find_wrong_square(Width::narrow, words, whole.first) ? 0 : 1;
    };
  };
  if (processes) {
    std::vector<Child> children;
    for (std::uint32_t worker = 0; worker < workers; ++worker) children.emplace_back(work(worker));
    for (Child& child : children) child.wait();
  } else {
    std::vector<std::jthread> threads;
    for (std::uint32_t worker = 0; worker < workers; ++worker) threads.emplace_back(work(worker));
  }
  return static_cast<std::size_t>(std::count(sees_all.all().begin(), sees_all.all().end(), 1U));
}

void t2_share_memory(const Lab& lab, ClaimResult& result) {
  std::size_t happened = 0;
  for (std::size_t i = 0; i < times; ++i) happened += see_all(lab.workers, lab.control);
  result.figures = {count_of("threads that write into one array", times * lab.workers),
                    count_of("that see what all have written", happened)};
  result.verdict = each_time(happened, times * lab.workers);
}

// The lesson's sites: a server that answers each late.
constexpr std::uint32_t sites = 8;
constexpr auto answers_after = 2ms;
constexpr std::uint64_t of_a_site = 100;  // squares

class Sites {
 public:
  Sites() : server_(sites, answers_after) {
    for (std::uint32_t site = 0; site < sites; ++site) clients_.push_back(std::make_unique<LateClient>(server_.port()));
  }

  // One site's squares, under a lock: that of an interpreter is let go while its thread waits.
  std::uint64_t fetch(std::uint32_t site, std::mutex* lock, bool lets_go) {
    std::unique_lock<std::mutex> held = lock == nullptr ? std::unique_lock<std::mutex>() : std::unique_lock(*lock);
    if (lock != nullptr && lets_go) held.unlock();
    const std::vector<std::uint64_t> words = clients_[site]->ask({1 + site * of_a_site, of_a_site});
    if (lock != nullptr && lets_go) held.lock();
    return sum_words(words);
  }

 private:
  LateServer server_;
  std::vector<std::unique_ptr<LateClient>> clients_;
};

void t4_for_waiting(const Lab& lab, ClaimResult& result) {
  Sites all;
  std::mutex lock;
  const Range whole{1, sites * of_a_site};
  // How much faster `threads` are than one, each with its share of the sites.
  const auto faster = [&](std::uint32_t threads, std::mutex* under) {
    const Job fetch = [&](std::uint32_t thread) {
      const Range mine = part({0, sites}, thread, threads);
      std::uint64_t sum = 0;
      for (std::uint64_t site = mine.first; site < mine.first + mine.count; ++site)
        sum += all.fetch(static_cast<std::uint32_t>(site), under, !lab.control);
      return sum;
    };
    return ratios(
        lab, [&] { return one_after_the_other(threads, whole, fetch).seconds; },
        [&] { return in_threads(threads, whole, fetch).seconds; });
  };
  result.figures = {figure_of("speed-up of 8 sites by 8 threads, under a lock", "1", faster(sites, &lock)),
                    figure_of("the same without the lock", "1", faster(sites, nullptr)),
                    figure_of("speed-up of 8 sites by 4 threads, under a lock", "1", faster(4, &lock)),
                    figure_of("speed-up of 8 sites by 2 threads, under a lock", "1", faster(2, &lock))};
  result.verdict = above(notably, result.figures[0]);
  result.verdict_without_lock = above(notably, result.figures[1]);
}

// A process whose two threads compute, and a process beside it.
struct Victims {
  SharedArray<StepCounter> steps{3};  // of the two threads, of the other process
  SharedArray<std::atomic<std::int64_t>> thread_ids{2};
  SharedArray<std::atomic<std::uint32_t>> cancel{1};  // 1: the second thread is asked to end, 2: it has been
  Child with_threads{[this] {
    std::array<std::jthread, 2> threads;
    for (std::size_t i = 0; i < threads.size(); ++i) {
      threads[i] = std::jthread([this, i] {
        thread_ids[i] = ::syscall(SYS_gettid);
        count_for_ever(steps[i]);
      });
    }
    while (cancel[0] == 0) std::this_thread::sleep_for(100us);
    ::pthread_cancel(threads[1].native_handle());
    cancel[0] = 2;
  }};
  Child other{[this] { count_for_ever(steps[2]); }};
};

void t8_cannot_be_killed(const Lab& lab, ClaimResult& result) {
  std::size_t computed_on = 0, took_all = 0, others = 0;
  for (std::size_t i = 0; i < times; ++i) {
    Victims victims;
    for (std::size_t k = 0; k < 3; ++k) expect_right(goes_on(victims.steps[k]), "T8");
    if (lab.control) {  // of two processes, not of two threads
      victims.other.signal(SIGKILL);
      victims.other.wait();
      took_all += goes_on(victims.steps[0]) && goes_on(victims.steps[1]) ? 0 : 1;
      continue;
    }
    victims.cancel[0] = 1;
    while (victims.cancel[0] != 2 && !victims.with_threads.wait_for(0)) std::this_thread::sleep_for(100us);
    std::this_thread::sleep_for(1ms);
    computed_on += goes_on(victims.steps[1]) ? 1 : 0;
    ::syscall(SYS_tgkill, victims.with_threads.pid(), victims.thread_ids[0].load(), SIGKILL);
    took_all += victims.with_threads.wait_for(5) ? 1 : 0;
    others += goes_on(victims.steps[2]) ? 1 : 0;
  }
  result.figures = {count_of("threads killed (SIGKILL to one of two)", times),
                    count_of("that computed on after pthread_cancel", computed_on),
                    count_of("times that it took its whole process along", took_all),
                    count_of("times that another process went on", others)};
  result.verdict = each_time(lab.control ? took_all : std::min(computed_on, took_all), times);
}

constexpr std::array experiments{
    Experiment{"T1", "A process starts ten threads that square 0 to 999 each, all there at the same time.",
               "the process may have no more memory, so no stack", Needs::little, t1_several},
    Experiment{"T2", "Threads write their parts of one array, and each looks for what the others wrote.",
               "processes write them, not threads", Needs::little, t2_share_memory},
    Experiment{"T4", "Squares from 8 sites that answer late: by a thread a site, and one after the other.",
               "the lock is kept while its thread waits", Needs::little_but_quiet, t4_for_waiting},
    Experiment{"T8", "Of the two computing threads of a process one is asked to end, and one is killed.",
               "one of two processes is killed", Needs::little, t8_cannot_be_killed},
};

}  // namespace

std::span<const Experiment> experiments_on_threads() { return experiments; }

}  // namespace squares
