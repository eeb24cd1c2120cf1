#include "claims/disturbance.hpp"

#include <fmt/format.h>

#include <algorithm>

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

}  // namespace

Disturbance::Disturbance(const Lab& lab) : lab_(lab), before_(processor_time(lab.processors)), own_before_s_(own_s()) {}

std::string Disturbance::why(std::span<const double> gains) const {
  const ProcessorTime now = processor_time(lab_.processors);
  const double all_s = now.all_s - before_.all_s,
               busy_s = now.busy_s + now.stolen_s - before_.busy_s - before_.stolen_s,
               others_s = busy_s - (own_s() - own_before_s_);
  return why_disturbed(all_s > 0 ? others_s / all_s : 0,
                       gains.empty() ? lab_.workers : *std::min_element(gains.begin(), gains.end()), lab_.workers);
}

std::string why_disturbed(double taken, double gain, std::uint32_t workers) {
  if (taken > most_taken) return fmt::format("{:.0f} % of the processors were taken by others meanwhile", 100 * taken);
  if (gain >= least_gain(workers)) return "";
  return fmt::format("{} processors gave only {:.1f} times what one gives: they share a core, or others took them",
                     workers, gain);
}

}  // namespace squares
