// P1 to P7: what processes can do.
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <thread>

#include "claims/child.hpp"
#include "claims/lab.hpp"
#include "claims/work.hpp"
#include "core/statistics.hpp"
#include "core/stopwatch.hpp"
#include "study/computing.hpp"

namespace squares {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t times = 10;  // that something is tried which either happens or not
constexpr Range thousand{1, 1000};

// Of one process: who it is, and what it has worked out.
struct Note {
  std::atomic<pid_t> pid;
  std::atomic<std::uint64_t> sum;
};

// A child starts a process and leaves at once; is the process there still to work something out?
bool outlives_its_parent(bool tied) {
  const SharedArray<Note> note(1);
  const auto grandchild = [&](pid_t parent) {
    ::alarm(10);  // whatever happens, it does not stay
    if (tied) ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    while (::getppid() == parent) std::this_thread::sleep_for(100us);
    if (tied) ::raise(SIGKILL);
    note[0].sum = added_up(thousand);
    ::_exit(0);
  };
  Child child([&] {
    const pid_t parent = ::getpid(), pid = ::fork();
    if (pid == 0) grandchild(parent);
    note[0].pid = pid;
  });
  child.wait();
  int status = 0;
  if (note[0].pid <= 0 || ::waitpid(note[0].pid, &status, 0) != note[0].pid) return false;
  return WIFEXITED(status) && note[0].sum == added_up(thousand);
}

void p1_independent(const Lab& lab, ClaimResult& result) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);  // so that we can wait for the process whose parent has left
  std::size_t happened = 0;
  for (std::size_t i = 0; i < times; ++i) happened += outlives_its_parent(lab.control) ? 1 : 0;
  ::prctl(PR_SET_CHILD_SUBREAPER, 0);
  result.figures = {count_of("processes started", times), count_of("that worked on without their parent", happened)};
  result.verdict = each_time(happened, times);
}

void p2_several_processors(const Lab& lab, ClaimResult& result) {
  const OnOneProcessor bound(lab, lab.control);
  const Range whole{lab.work.first, lab.work.count * lab.workers};
  std::vector<double> at_once = times_of(lab, [&] {
    const Together together = in_processes(
        lab.workers, whole, [&](std::uint32_t worker) { return work_out(part(whole, worker, lab.workers), 100); });
    return together.cpu_s / together.seconds;
  });
  result.figures = {figure_of("processors at work at a time", "1", at_once), count_of("processes", lab.workers)};
  result.verdict = above(notably, result.figures.front());
}

// Somebody else writes squares to where this process has zeros. How many of the words are still zeros then?
std::size_t kept_words(bool by_a_thread) {
  std::vector<std::uint64_t> words(thousand.count);
  const auto write = [&] {
    for (std::uint64_t i = 0; i < words.size(); ++i) words[i] = (thousand.first + i) * (thousand.first + i);
    expect_right(words.back() == thousand.last() * thousand.last(), "P3");
  };
  if (by_a_thread)
    std::jthread(write).join();
  else
    expect_right(Child(write).wait() == 0, "P3");
  return static_cast<std::size_t>(std::count(words.begin(), words.end(), 0));
}

void p3_own_memory(const Lab& lab, ClaimResult& result) {
  std::size_t happened = 0;
  for (std::size_t i = 0; i < times; ++i) happened += kept_words(lab.control) == thousand.count ? 1 : 0;
  result.figures = {count_of("times that another wrote to the same addresses", times),
                    count_of("times that nothing changed here", happened)};
  result.verdict = each_time(happened, times);
}

void p4_no_shared_memory(const Lab& lab, ClaimResult& result) {
  constexpr std::uint32_t steps = 1000;
  const SharedArray<std::atomic<std::uint32_t>> shared(1), done(1), seen(lab.workers);
  std::atomic<std::uint32_t> own = 0;
  std::atomic<std::uint32_t>& counter = lab.control ? shared[0] : own;
  {
    std::vector<Child> children;
    for (std::uint32_t worker = 0; worker < lab.workers; ++worker) {
      children.emplace_back([&, worker] {
        for (std::uint32_t i = 0; i < steps; ++i) ++counter;
        ++done[0];
        while (done[0] < lab.workers) std::this_thread::sleep_for(100us);
        seen[worker] = counter.load();
      });
    }
    for (Child& child : children) child.wait();
  }
  std::size_t alone = counter == 0 ? 1 : 0;  // this process has made no step
  for (const auto& count : seen.all()) alone += count == steps ? 1 : 0;
  result.figures = {count_of("processes that count in one variable", lab.workers + 1),
                    count_of("that see none but their own steps", alone)};
  result.verdict = each_time(alone, lab.workers + 1);
}

void p5_own_lock(const Lab& lab, ClaimResult& result) {
  const Range whole{lab.work.first, lab.work.count * lab.workers};
  const auto seconds = [&](Locking locking) {
    LockInSharedMemory lock;
    return in_processes(
               lab.workers, whole,
               [&](std::uint32_t worker) { return work_under(locking, lock, part(whole, worker, lab.workers)); })
        .seconds;
  };
  const Locking locks = lab.control ? Locking::one_for_all : Locking::one_each;
  const auto with_locks = [&] { return seconds(locks); };
  const auto slower = ratios(lab, with_locks, [&] { return seconds(Locking::none); });
  result.figures = {figure_of("time of processes under locks over that without", "1", slower)};
  result.verdict = below(notably, result.figures.front());
}

void p6_for_computing(const Lab& lab, ClaimResult& result) {
  // The control: so little to do that it does not pay.
  const Range whole = lab.control ? thousand : Range{lab.work.first, lab.work.count * lab.workers};
  const std::uint32_t repeats = lab.control ? 1 : 100;
  const Job job = [&](std::uint32_t worker) { return work_out(part(whole, worker, lab.workers), repeats); };
  std::vector<double> balance;
  const auto faster = ratios(
      lab, [&] { return one_after_the_other(lab.workers, whole, job).seconds; },
      [&] {
        const Together together = in_processes(lab.workers, whole, job);
        balance.push_back(load_balance(together.busy_s));
        return together.seconds;
      });
  result.figures = {figure_of("speed-up by processes, their start included", "1", faster),
                    figure_of("load balance of equal parts", "1", balance), count_of("processes", lab.workers)};
  result.verdict = above(notably, result.figures.front());
}

void p7_can_be_killed(const Lab& lab, ClaimResult& result) {
  std::size_t interrupted = 0, killed = 0, others = 0;
  std::vector<double> until_gone;
  for (std::size_t i = 0; i < times; ++i) {
    const SharedArray<StepCounter> steps(3);
    const auto work = [&](std::uint32_t worker) {
      return [&, worker] {
        for (const int number : {SIGINT, SIGTERM}) std::signal(number, lab.control ? SIG_IGN : SIG_DFL);
        count_for_ever(steps[worker]);
      };
    };
    Child first(work(0)), second(work(1));
    const Child third(work(2));
    for (const StepCounter& counter : steps.all()) expect_right(goes_on(counter), "P7");
    first.signal(SIGINT);
    const Stopwatch clock;
    second.signal(lab.control ? SIGTERM : SIGKILL);
    const double patience_s = lab.control ? 0.005 : 5;
    killed += second.wait_for(patience_s) ? 1 : 0;
    until_gone.push_back(clock.seconds());
    interrupted += first.wait_for(patience_s) ? 1 : 0;
    others += goes_on(steps[2]) ? 1 : 0;
  }
  result.figures = {count_of("times", times), count_of("interrupted (SIGINT)", interrupted),
                    count_of("killed (SIGKILL)", killed), count_of("times that a third one went on", others),
                    figure_of("from the kill until it was gone", "s", until_gone)};
  result.verdict = each_time(std::min({interrupted, killed, others}), times);
}

constexpr std::array experiments{
    Experiment{"P1", "A child starts a process and leaves; the process then works squares out.",
               "the process asks to be killed when its parent dies", Needs::little, p1_independent},
    Experiment{"P2", "One process a processor works squares out: processor time over wall time.",
               "all are bound to one processor", Needs::two_quiet_processors, p2_several_processors},
    Experiment{"P3", "A child writes squares to addresses where this process has zeros.",
               "a thread writes them, not a child", Needs::little, p3_own_memory},
    Experiment{"P4", "Several processes count in one variable.", "the variable is in memory that they share on request",
               Needs::little, p4_no_shared_memory},
    Experiment{"P5", "Processes compute, each step under a lock of their own, and without locks.",
               "one lock for all, in shared memory", Needs::two_quiet_processors, p5_own_lock},
    Experiment{"P6", "The same squares by one process, and by one process a processor, start included.",
               "a thousand squares: too little to pay for a start", Needs::two_quiet_processors, p6_for_computing},
    Experiment{"P7", "Of three computing processes one is interrupted and one is killed.",
               "SIGINT and SIGTERM, which they ignore", Needs::little, p7_can_be_killed},
};

}  // namespace

std::span<const Experiment> experiments_on_processes() { return experiments; }

}  // namespace squares
