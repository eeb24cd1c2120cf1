#include "study/sweep.hpp"

#include <algorithm>
#include <boost/mpi/collectives/all_gather.hpp>
#include <boost/mpi/collectives/all_reduce.hpp>
#include <boost/mpi/operations.hpp>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <random>

#include "core/error.hpp"
#include "core/stopping.hpp"
#include "core/stopwatch.hpp"
#include "system/usage.hpp"

namespace squares {
namespace {

namespace mpi = boost::mpi;

// What a timing should take: of the base case, and of each layout if all workers had the same share of that.
constexpr double base_case_s = 0.05, share_s = 2 * least_sample_s;
constexpr int least_tries = 3;  // of a size, of which the fastest counts: what disturbs makes it take longer
constexpr std::uint64_t least_numbers = 1000;
constexpr std::uint32_t least_rounds = 2;  // whatever the budget
constexpr std::uint32_t bound_rounds = 2;  // the hardware's bound is measured in every second

// One timing to be made, as the master tells it to all.
struct Task {
  std::uint32_t workload = 0;  // place in the settings
  std::uint32_t scaling = 0;
  std::uint32_t layout = 0;
  std::uint32_t tiny = 0;
  std::uint32_t round = 0;
  std::uint32_t end = 0;  // 1: no more
  std::uint64_t numbers = 0;
};

// What a rank that has nothing to do costs those that are being timed.
struct Idleness {
  double seconds = 0;
  double cpu_s = 0;
};

class Sweep {
 public:
  Sweep(const World& world, const SweepSettings& settings, const Progress& progress)
      : world_(world), settings_(settings), progress_(progress), dice_(settings.seed), enough_(settings.narrow_enough) {
    for (const auto& [layout, only_to_wait] : settings.layouts) {
      if (crews_.contains(layout.ranks)) continue;
      const bool in = world.rank() < static_cast<int>(layout.ranks);
      crews_.emplace(layout.ranks, world.comm().split(in ? 0 : 1, world.rank()));
    }
  }

  // Of the ranks: does what the master says until it says that there is no more.
  void run_worker() {
    for (;;) {
      Task task;
      const double cpu_before_s = process_usage().cpu_s;
      const Stopwatch clock;
      world_.broadcast_asleep(task);
      idleness_.seconds += clock.seconds();
      idleness_.cpu_s += process_usage().cpu_s - cpu_before_s;
      if (task.end != 0) break;
      perform(task);
    }
    share_idleness();
  }

  StudyResult run_master() {
    std::vector<std::uint64_t> numbers;  // of each workload, in one timing
    for (std::uint32_t k = 0; k < settings_.workloads.size() && goes_on_; ++k) numbers.push_back(size_of(k));
    std::uint32_t whole_rounds = 0;
    for (std::uint32_t round = 0; goes_on_ && (round < least_rounds || !is_enough(round)); ++round) {
      if (round % bound_rounds == 0) note_bounds(round, numbers);
      const std::vector<Task> tasks = tasks_of(round, numbers);
      std::size_t done = 0;
      for (; done < tasks.size() && goes_on_ && (round < least_rounds || !time_is_up()); ++done) {
        note(tasks[done], told(tasks[done]));
      }
      whole_rounds += done == tasks.size() ? 1 : 0;
    }
    if (whole_rounds < least_rounds) result_.samples.clear();
    Task end{.end = 1};
    world_.broadcast_asleep(end);
    result_.seconds = clock_.seconds();
    result_.idle_cpu_share = share_idleness();
    result_.nodes = settings_.machine.nodes;
    result_.processors = settings_.machine.processors;
    result_.workloads = analyse(result_.samples, settings_.machine);
    return std::move(result_);
  }

 private:
  struct Timing {
    double seconds = 0;
    double cpu_s = 0;
    double load_balance = 1;
  };

  Timing told(Task task) {
    world_.broadcast_asleep(task);
    const Timing timing = perform(task);
    goes_on_ = progress_(clock_.seconds(), task.round);
    return timing;
  }

  // Collective over the ranks of the task's layout; the others sleep on.
  Timing perform(const Task& task) {
    const Layout layout = settings_.layouts[task.layout].layout;
    if (world_.rank() >= static_cast<int>(layout.ranks)) return {};
    const mpi::communicator& comm = crews_.at(layout.ranks);
    if (!processors_of(static_cast<std::uint32_t>(world_.rank()), layout, settings_.ranks).bind()) {
      throw Error(Exit::bad_launch, "this rank may not choose its processors", "sched_setaffinity",
                  "allow it, or ask the administrator why it is not");
    }
    Team team(layout.threads);  // its threads are where this one is
    const Crew crew{comm, team};
    const Range range{1, task.numbers};
    const auto workload = make_workload(settings_.workloads[task.workload], settings_.sizes);
    workload->prepare(crew, range);
    comm.barrier();
    const double cpu_before_s = process_usage().cpu_s;
    const Stopwatch clock;
    const std::vector<double> busy = workload->work(crew, range);
    comm.barrier();
    Timing timing{.seconds = clock.seconds()};
    const double cpu_s = process_usage().cpu_s - cpu_before_s;
    timing.cpu_s = mpi::all_reduce(comm, cpu_s, std::plus<>());
    std::vector<double> of_all(layout.workers());
    mpi::all_gather(comm, busy.data(), static_cast<int>(busy.size()), of_all.data());
    timing.load_balance = load_balance(of_all);
    workload->check(crew, range);
    return timing;
  }

  // Of the rank that was the least idle while it had nothing to do. Collective.
  double share_idleness() {
    const double share = idleness_.seconds > 1 ? idleness_.cpu_s / idleness_.seconds : 0;
    return mpi::all_reduce(world_.comm(), share, mpi::maximum<double>());
  }

  // So many numbers that the base case takes a moment, and each worker of the largest layout a share of it that can be
  // timed. Of a study that was ended meanwhile: any.
  std::uint64_t size_of(std::uint32_t workload) {
    const double wanted_s = std::max(base_case_s, share_s * most_workers(settings_.workloads[workload]));
    for (std::uint64_t numbers = least_numbers;; numbers *= 4) {
      double seconds = std::numeric_limits<double>::infinity();
      for (int k = 0; k < least_tries && seconds > wanted_s / 4 && goes_on_; ++k)
        seconds = std::min(seconds, told({.workload = workload, .numbers = numbers}).seconds);
      if (seconds <= wanted_s / 4 && goes_on_) continue;
      const double more = std::clamp(wanted_s / seconds, 1.0, 4.0);
      return static_cast<std::uint64_t>(static_cast<double>(numbers) * more) / least_numbers * least_numbers;
    }
  }

  [[nodiscard]] std::uint32_t most_workers(WorkloadKind kind) const {
    std::uint32_t most = 1;
    for (const auto& [layout, only_to_wait] : settings_.layouts) {
      if (!only_to_wait || kind == WorkloadKind::wait) most = std::max(most, layout.workers());
    }
    return most;
  }

  std::vector<Task> tasks_of(std::uint32_t round, const std::vector<std::uint64_t>& numbers) {
    std::vector<Task> tasks;
    for (std::uint32_t workload = 0; workload < settings_.workloads.size(); ++workload) {
      for (const Scaling scaling : settings_.scalings) {
        for (std::uint32_t layout = 0; layout < settings_.layouts.size(); ++layout) {
          const auto& [studied, only_to_wait] = settings_.layouts[layout];
          if (only_to_wait && settings_.workloads[workload] != WorkloadKind::wait) continue;
          const std::uint64_t workers = studied.workers();
          Task task{
              .workload = workload, .scaling = static_cast<std::uint32_t>(scaling), .layout = layout, .round = round};
          task.numbers = numbers[workload] * (scaling == Scaling::weak ? workers : 1);
          tasks.push_back(task);
          if (scaling == Scaling::weak || round % 4 != 0) continue;
          task.tiny = 1;
          task.numbers = workers;
          tasks.push_back(task);
        }
      }
    }
    std::shuffle(tasks.begin(), tasks.end(), dice_);
    return tasks;
  }

  void note(const Task& task, const Timing& timing) {
    result_.rounds = task.round + 1;
    const Layout layout = settings_.layouts[task.layout].layout;
    result_.samples.push_back({.workload = static_cast<std::uint32_t>(settings_.workloads[task.workload]),
                               .scaling = task.scaling,
                               .ranks = layout.ranks,
                               .threads = layout.threads,
                               .round = task.round,
                               .tiny = task.tiny,
                               .numbers = task.numbers,
                               .seconds = timing.seconds,
                               .cpu_s = timing.cpu_s,
                               .load_balance = timing.load_balance});
  }

  // What the hardware does without ranks, by a thread on each processor of this node that the launch may use.
  void note_bounds(std::uint32_t round, const std::vector<std::uint64_t>& numbers) {
    const std::uint32_t processors = most_threads();
    if (!processors_of(0, {1, processors}, settings_.ranks).bind()) return;
    const mpi::communicator self(MPI_COMM_SELF, mpi::comm_attach);
    for (std::uint32_t k = 0; k < settings_.workloads.size() && goes_on_; ++k) {
      Team team(processors);
      const double cpu_before_s = process_usage().cpu_s;
      const double seconds =
          make_workload(settings_.workloads[k], settings_.sizes)->bound_s({self, team}, {1, numbers[k]});
      result_.samples.push_back({.workload = static_cast<std::uint32_t>(settings_.workloads[k]),
                                 .threads = processors,
                                 .round = round,
                                 .numbers = numbers[k],
                                 .seconds = seconds,
                                 .cpu_s = process_usage().cpu_s - cpu_before_s,
                                 .load_balance = 1});
      goes_on_ = progress_(clock_.seconds(), round);
    }
  }

  // Of one rank that has a processor for each.
  [[nodiscard]] std::uint32_t most_threads() const {
    std::uint32_t most = 1;
    for (const auto& [layout, only_to_wait] : settings_.layouts) {
      if (layout.ranks == 1 && !only_to_wait) most = std::max(most, layout.threads);
    }
    return most;
  }

  [[nodiscard]] bool time_is_up() const { return clock_.seconds() > settings_.budget_s; }

  bool is_enough(std::uint32_t rounds) {
    return time_is_up() || enough_.is_enough(rounds, [&] { return widest_interval(analyse(result_.samples)); });
  }

  const World& world_;
  const SweepSettings& settings_;
  const Progress& progress_;
  Stopwatch clock_;
  std::mt19937_64 dice_;
  std::map<std::uint32_t, mpi::communicator> crews_;  // of the first so many ranks; of the rest on the others
  Idleness idleness_;
  bool goes_on_ = true;
  StoppingRule enough_;
  StudyResult result_;
};

}  // namespace

StudyResult sweep(const World& world, const SweepSettings& settings, const Progress& progress) {
  Sweep sweep(world, settings, progress);
  if (world.is_master()) return sweep.run_master();
  sweep.run_worker();
  return {};
}

}  // namespace squares
