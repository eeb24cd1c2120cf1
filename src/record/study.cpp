#include "record/study.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace squares {
namespace {

// The samples of one layout, by round.
struct Series {
  std::map<std::uint32_t, Sample> full;
  std::vector<double> tiny_s;
  std::uint64_t tiny_numbers = 0;
};
using SeriesOfLayouts = std::map<Layout, Series>;

std::vector<double> seconds_of(const Series& series) {
  std::vector<double> seconds;
  for (const auto& [round, sample] : series.full) seconds.push_back(sample.seconds);
  return seconds;
}

template <class Member>
double median_of(const Series& series, Member member) {
  std::vector<double> values;
  for (const auto& [round, sample] : series.full) values.push_back(sample.*member);
  return median(values);
}

// How many times as fast as the base case this was, round by round.
std::vector<double> speedups(const Series& base, const Series& series) {
  std::vector<double> all;
  for (const auto& [round, sample] : series.full) {
    const auto found = base.full.find(round);
    if (found == base.full.end()) continue;
    all.push_back(sample.rate() / found->second.rate());
  }
  return all;
}

// A layout costs a fixed time and a time for each number.
struct Cost {
  double fixed_s = 0;
  double each_s = 0;
};

Cost cost_of(const Series& series) {
  const Sample& sample = series.full.begin()->second;
  const double full_s = median(seconds_of(series));
  if (series.tiny_s.empty()) return {0, full_s / static_cast<double>(sample.numbers)};
  if (series.tiny_numbers >= sample.numbers) return {full_s, 0};  // a worker for each number
  const double tiny_s = median(series.tiny_s);
  const auto more = static_cast<double>(sample.numbers - series.tiny_numbers);
  const double each_s = std::max(0.0, full_s - tiny_s) / more;
  return {std::max(0.0, tiny_s - each_s * static_cast<double>(series.tiny_numbers)), each_s};
}

std::optional<std::uint64_t> breakeven(const Cost& base, const Cost& cost) {
  if (cost.each_s >= base.each_s) return std::nullopt;
  const double numbers = (cost.fixed_s - base.fixed_s) / (base.each_s - cost.each_s);
  if (numbers >= 0x1p64) return std::nullopt;
  return numbers <= 1 ? 1 : static_cast<std::uint64_t>(std::ceil(numbers));
}

LayoutResult result_of(Layout layout, const Series& base, const Series& series) {
  LayoutResult result{.layout = layout, .samples = static_cast<std::uint32_t>(series.full.size())};
  const std::vector<double> seconds = seconds_of(series), faster = speedups(base, series);
  result.median_s = median(seconds);
  result.interval_s = median_interval(seconds);
  result.numbers_per_s = static_cast<double>(series.full.begin()->second.numbers) / result.median_s;
  if (!faster.empty()) {
    result.speedup = median(faster);
    result.speedup_interval = median_interval(faster);
  }
  result.efficiency = result.speedup / layout.workers();
  if (layout.workers() > 1 && result.speedup > 0)
    result.serial_fraction = serial_fraction(result.speedup, layout.workers());
  result.load_balance = median_of(series, &Sample::load_balance);
  result.cpu_share = median_of(series, &Sample::cpu_s) / (result.median_s * layout.workers());
  if (layout != Layout{}) result.breakeven = breakeven(cost_of(base), cost_of(series));
  return result;
}

// The fastest, and those that are not shown to be slower.
void choose_best(WorkloadResult& result, const SeriesOfLayouts& series) {
  const auto best = std::max_element(result.layouts.begin(), result.layouts.end(),
                                     [](const auto& a, const auto& b) { return a.speedup < b.speedup; });
  result.best = static_cast<std::size_t>(best - result.layouts.begin());
  for (LayoutResult& layout : result.layouts) {
    const std::vector<double> against = speedups(series.at(best->layout), series.at(layout.layout));
    layout.is_tied = layout.layout == best->layout || (!against.empty() && median_interval(against).high >= 1);
  }
}

void fit_law(WorkloadResult& result) {
  std::vector<double> workers, speedups;
  for (const LayoutResult& layout : result.layouts) {
    if (layout.layout.threads != 1) continue;
    workers.push_back(layout.layout.ranks);
    speedups.push_back(layout.speedup);
  }
  result.law = fit_scaling_law(workers, speedups);
}

Bound bound_of(const std::vector<Sample>& samples) {
  Bound bound{.threads = samples.front().threads};
  for (const Sample& sample : samples) bound.numbers_per_s = std::max(bound.numbers_per_s, sample.rate());
  return bound;
}

}  // namespace

std::optional<double> share_of_bound(const WorkloadResult& workload, std::uint32_t nodes) {
  if (!workload.bound) return std::nullopt;
  const std::uint32_t times = workload.workload == WorkloadKind::store ? 1 : nodes;
  return workload.recommended().numbers_per_s / (workload.bound->numbers_per_s * times);
}

std::optional<Shortfall> shortfall(const StudyResult& study) {
  constexpr double whole = 0.9;  // of a processor
  std::optional<Shortfall> least;
  for (const WorkloadResult& workload : study.workloads) {
    if (workload.workload != WorkloadKind::compute) continue;
    for (const LayoutResult& layout : workload.layouts) {
      if (layout.layout.workers() > study.processors || layout.cpu_share >= (least ? least->cpu_share : whole))
        continue;
      least = {layout.layout, layout.cpu_share};
    }
  }
  return least;
}

std::vector<WorkloadResult> analyse(const std::vector<Sample>& samples) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, SeriesOfLayouts> all;
  std::map<std::uint32_t, std::vector<Sample>> bounds;  // by workload
  for (const Sample& sample : samples) {
    if (sample.is_bound()) {
      bounds[sample.workload].push_back(sample);
      continue;
    }
    Series& series = all[{sample.workload, sample.scaling}][sample.layout()];
    if (sample.tiny != 0) {
      series.tiny_s.push_back(sample.seconds);
      series.tiny_numbers = sample.numbers;
    } else {
      series.full[sample.round] = sample;
    }
  }
  std::vector<WorkloadResult> results;
  for (const auto& [key, layouts] : all) {
    const Series& base = layouts.at({});
    WorkloadResult result{.workload = static_cast<WorkloadKind>(key.first),
                          .scaling = static_cast<Scaling>(key.second),
                          .numbers = base.full.begin()->second.numbers};
    for (const auto& [layout, series] : layouts) {
      if (!series.full.empty()) result.layouts.push_back(result_of(layout, base, series));
    }
    choose_best(result, layouts);
    fit_law(result);
    if (const auto found = bounds.find(key.first); found != bounds.end()) result.bound = bound_of(found->second);
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace squares
