#include "claims/lab.hpp"

#include <algorithm>
#include <future>
#include <numeric>

#include "claims/child.hpp"
#include "core/error.hpp"
#include "core/statistics.hpp"
#include "core/stopwatch.hpp"
#include "study/computing.hpp"
#include "system/cgroup.hpp"
#include "system/usage.hpp"

namespace squares {
namespace {

constexpr double work_s = 0.02;
constexpr std::size_t least_samples = 7;
constexpr std::size_t most_samples = 40;

void expect_sum(std::span<const std::uint64_t> sums, Range whole, const char* where) {
  expect_right(std::accumulate(sums.begin(), sums.end(), std::uint64_t{0}) == added_up(whole), where);
}

// How many times as much as one worker all of them get done: plain threads, which have nothing but the machine in their
// way.
double gain_of_plain_threads(const Lab& lab) {
  const Range whole{lab.work.first, lab.work.count / 2 * lab.workers};
  const Job job = [&](std::uint32_t worker) { return work_out(part(whole, worker, lab.workers), 100); };
  const auto gain = [&] {  // in a thread of its own: the calling one may be bound to one processor
    static_cast<void>(lab.processors.bind());
    return one_after_the_other(lab.workers, whole, job).seconds / in_threads(lab.workers, whole, job).seconds;
  };
  return std::async(std::launch::async, gain).get();
}

// Takes samples until there are enough of them or the time is up.
std::vector<double> sampled(const Lab& lab, const Timing& sample) {
  std::vector<double> samples, gains;
  const Stopwatch clock;
  while (samples.size() < least_samples || (samples.size() < most_samples && clock.seconds() < lab.timing_s)) {
    samples.push_back(sample());
    if (lab.gains != nullptr) gains.push_back(gain_of_plain_threads(lab));
  }
  if (lab.gains != nullptr) lab.gains->push_back(median(gains));
  return samples;
}

}  // namespace

Lab make_lab(const CpuSet& processors) {
  Lab lab;
  lab.processors = processors;
  lab.allowed = processors.count();
  if (const double limit = processors_allowed_by_cgroup(); limit > 0) lab.allowed = std::min(lab.allowed, limit);
  lab.workers = std::clamp(static_cast<std::uint32_t>(lab.allowed), 2U, 8U);
  lab.work = {1, 1000};
  for (;;) {
    const Stopwatch clock;
    expect_right(work_out(lab.work, 100) == added_up(lab.work), "the processor");
    const double seconds = clock.seconds();
    if (seconds > work_s / 4) {
      lab.work.count = static_cast<std::uint64_t>(static_cast<double>(lab.work.count) * work_s / seconds);
      return lab;
    }
    lab.work.count *= 4;
  }
}

OnOneProcessor::OnOneProcessor(const Lab& lab, bool wanted) : before_(CpuSet::of_this_process()) {
  if (wanted && !lab.processors.slice(0, 1).bind()) {
    throw Error(Exit::bad_launch, "cannot choose a processor", "sched_setaffinity", "allow it");
  }
}

OnOneProcessor::~OnOneProcessor() { static_cast<void>(before_.bind()); }

void OneForEach::bind(std::uint32_t worker) const {
  const std::uint32_t count = all_.count();
  if (count > 0) static_cast<void>(all_.slice(worker % count, 1).bind());
}

Together in_threads(std::uint32_t workers, Range whole, const Job& job) {
  Together together{.busy_s = std::vector<double>(workers)};
  std::vector<std::uint64_t> sums;
  const OneForEach processor;
  const double cpu_before_s = process_usage().cpu_s;
  const Stopwatch clock;
  std::vector<std::future<std::uint64_t>> threads;
  for (std::uint32_t worker = 0; worker < workers; ++worker) {
    threads.push_back(std::async(std::launch::async, [&, worker] {
      processor.bind(worker);
      const Stopwatch own;
      const std::uint64_t sum = job(worker);
      together.busy_s[worker] = own.seconds();
      return sum;
    }));
  }
  for (auto& thread : threads) sums.push_back(thread.get());
  together.seconds = clock.seconds();
  together.cpu_s = process_usage().cpu_s - cpu_before_s;
  expect_sum(sums, whole, "threads");
  return together;
}

Together in_processes(std::uint32_t workers, Range whole, const Job& job) {
  const SharedArray<double> busy_s(workers);
  const SharedArray<std::uint64_t> sums(workers);
  const OneForEach processor;
  const double cpu_before_s = process_usage().children_cpu_s;
  const Stopwatch clock;
  {
    std::vector<Child> children;
    for (std::uint32_t worker = 0; worker < workers; ++worker) {
      children.emplace_back([&, worker] {
        processor.bind(worker);
        const Stopwatch own;
        sums[worker] = job(worker);
        busy_s[worker] = own.seconds();
      });
    }
    for (Child& child : children) child.wait();
  }
  Together together{.seconds = clock.seconds(),
                    .cpu_s = process_usage().children_cpu_s - cpu_before_s,
                    .busy_s = {busy_s.all().begin(), busy_s.all().end()}};
  expect_sum(sums.all(), whole, "processes");
  return together;
}

Together one_after_the_other(std::uint32_t workers, Range whole, const Job& job) {
  Together together;
  std::vector<std::uint64_t> sums;
  const double cpu_before_s = process_usage().cpu_s;
  const Stopwatch clock;
  for (std::uint32_t worker = 0; worker < workers; ++worker) {
    const Stopwatch own;
    sums.push_back(job(worker));
    together.busy_s.push_back(own.seconds());
  }
  together.seconds = clock.seconds();
  together.cpu_s = process_usage().cpu_s - cpu_before_s;
  expect_sum(sums, whole, "one after the other");
  return together;
}

std::vector<double> ratios(const Lab& lab, const Timing& one, const Timing& other) {
  one();
  other();
  bool other_first = false;
  return sampled(lab, [&] {
    other_first = !other_first;
    double other_s = other_first ? other() : 0;
    const double one_s = one();
    if (!other_first) other_s = other();
    return one_s / other_s;
  });
}

std::vector<double> times_of(const Lab& lab, const Timing& one) {
  one();
  return sampled(lab, one);
}

std::size_t tries_with_losses(std::span<const double> lost_shares) {
  return static_cast<std::size_t>(
      std::count_if(lost_shares.begin(), lost_shares.end(), [](double share) { return share != 0; }));
}

Figure largest_of(const std::string& name, std::span<const double> shares) {
  return {name, "1", *std::max_element(shares.begin(), shares.end()), std::nullopt, shares.size()};
}

void expect_right(bool right, const char* where) {
  if (right) return;
  throw Error(Exit::wrong_value, "squares came out wrong", std::string("claims, ") + where,
              "do not trust this machine: its processor or memory is faulty");
}

}  // namespace squares
