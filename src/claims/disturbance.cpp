#include "claims/disturbance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/statistics.hpp"
#include "study/computing.hpp"
#include "system/usage.hpp"

namespace squares {
namespace {

constexpr double most_taken = 0.1;
double least_gain(std::uint32_t workers) { return std::max(1.7, halfway(workers)); }

// Of this process and all that it has waited for.
double own_s() {
  const ProcessUsage usage = process_usage();
  return usage.cpu_s + usage.children_cpu_s;
}

// How many times as much as one worker all of them get done: plain threads, which have nothing but the machine in their
// way.
double gain_by_plain_threads(const Lab& lab) {
  const Range whole{lab.work.first, lab.work.count / 4 * lab.workers};
  const Job job = [&](std::uint32_t worker) { return work_out(part(whole, worker, lab.workers), 100); };
  std::vector<double> times;
  for (int time = 0; time < 3; ++time) {
    times.push_back(one_after_the_other(lab.workers, whole, job).seconds / in_threads(lab.workers, whole, job).seconds);
  }
  return median(times);
}

}  // namespace

Disturbance::Disturbance(const Lab& lab, bool of_work_side_by_side)
    : lab_(lab),
      of_work_side_by_side_(of_work_side_by_side),
      gain_before_(of_work_side_by_side ? gain_by_plain_threads(lab) : lab.workers),
      before_(processor_time(lab.processors)),
      own_before_s_(own_s()) {}

std::string Disturbance::why() const {
  const ProcessorTime now = processor_time(lab_.processors);
  const double all_s = now.all_s - before_.all_s,
               busy_s = now.busy_s + now.stolen_s - before_.busy_s - before_.stolen_s,
               others_s = busy_s - (own_s() - own_before_s_);
  double gain = gain_before_;
  if (of_work_side_by_side_ && gain >= least_gain(lab_.workers)) gain = std::min(gain, gain_by_plain_threads(lab_));
  return why_disturbed(all_s > 0 ? others_s / all_s : 0, gain, lab_.workers);
}

std::string why_disturbed(double taken, double gain, std::uint32_t workers) {
  if (taken > most_taken) return fmt::format("{:.0f} % of the processors were taken by others meanwhile", 100 * taken);
  if (gain >= least_gain(workers)) return "";
  return fmt::format("{} processors gave only {:.1f} times what one gives: they share a core, or others took them",
                     workers, gain);
}

}  // namespace squares
