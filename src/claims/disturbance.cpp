#include "claims/disturbance.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/statistics.hpp"
#include "parallel/process_usage.hpp"
#include "study/computing.hpp"

namespace squares {
namespace {

constexpr double most_taken = 0.1;

// Of this process and all that it has waited for.
double own_s() {
  const ProcessUsage usage = process_usage();
  return usage.cpu_s + usage.children_cpu_s;
}

}  // namespace

Disturbance::Disturbance(const Lab& lab, bool of_work_side_by_side)
    : lab_(lab),
      of_work_side_by_side_(of_work_side_by_side),
      gain_before_(gain()),
      before_(processor_time(lab.processors)),
      own_before_s_(own_s()) {}

std::string Disturbance::why() const {
  const ProcessorTime now = processor_time(lab_.processors);
  const double all_s = now.all_s - before_.all_s,
               busy_s = now.busy_s + now.stolen_s - before_.busy_s - before_.stolen_s,
               others_s = busy_s - (own_s() - own_before_s_);
  return why_disturbed(all_s > 0 ? others_s / all_s : 0, std::max(gain_before_, gain()), lab_.workers);
}

// By plain threads, which have nothing but the machine in their way.
double Disturbance::gain() const {
  if (!of_work_side_by_side_) return lab_.workers;
  const Range whole{lab_.work.first, lab_.work.count / 4 * lab_.workers};
  const Job job = [&](std::uint32_t worker) { return work_out(part(whole, worker, lab_.workers), 100); };
  std::vector<double> times;
  for (int time = 0; time < 3; ++time) {
    times.push_back(one_after_the_other(lab_.workers, whole, job).seconds /
                    in_threads(lab_.workers, whole, job).seconds);
  }
  return median(times);
}

std::string why_disturbed(double taken, double gain, std::uint32_t workers) {
  if (taken > most_taken) return fmt::format("{:.0f} % of the processors were taken by others meanwhile", 100 * taken);
  if (gain >= halfway(workers)) return "";
  return fmt::format("{} processors gave only {:.1f} times what one gives: they share a core, or others took them",
                     workers, gain);
}

}  // namespace squares
