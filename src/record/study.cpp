#include "record/study.hpp"

#include <algorithm>
#include <boost/algorithm/string/replace.hpp>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "core/comparison.hpp"
#include "core/range.hpp"

namespace squares {
namespace {

// The samples of one layout, by round.
struct Series {
  std::map<std::uint32_t, Sample> full;
  std::vector<double> tiny_s;
  std::uint64_t tiny_numbers = 0;
};
using SeriesOfLayouts = std::map<Layout, Series>;

constexpr double chance_of_a_wrong_verdict = 0.05;

std::vector<double> seconds_of(const Series& series) {
  std::vector<double> seconds;
  for (const auto& [round, sample] : series.full) seconds.push_back(sample.seconds);
  return seconds;
}

bool is_too_short(const Series& series) { return median(seconds_of(series)) < least_sample_s; }

template <class Member>
double median_of(const Series& series, Member member) {
  std::vector<double> values;
  for (const auto& [round, sample] : series.full) values.push_back(sample.*member);
  return median(values);
}

// How many times as fast as the other layout this one was, round by round.
std::vector<double> round_by_round(const Series& other, const Series& series) {
  std::vector<double> all;
  for (const auto& [round, sample] : series.full) {
    const auto found = other.full.find(round);
    if (found == other.full.end()) continue;
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

// How many times as fast as the base case: of the medians, or with weak scaling of the rates at the medians.
void compare_with_base(const Series& base, const Series& series, LayoutResult& result) {
  const Comparison times = compare_times(seconds_of(series), seconds_of(base));
  const auto numbers_of = [](const Series& one) { return static_cast<double>(one.full.begin()->second.numbers); };
  const double work = numbers_of(series) / numbers_of(base);
  result.speedup = work * times.ratio;
  result.speedup_interval = {work * times.interval.low, work * times.interval.high, times.interval.confidence};
}

LayoutResult result_of(Layout layout, const Series& base, const Series& series) {
  LayoutResult result{.layout = layout, .samples = static_cast<std::uint32_t>(series.full.size())};
  const std::vector<double> seconds = seconds_of(series);
  result.median_s = median(seconds);
  result.interval_s = median_interval(seconds);
  result.numbers_per_s = static_cast<double>(series.full.begin()->second.numbers) / result.median_s;
  compare_with_base(base, series, result);
  result.efficiency = result.speedup / layout.workers();
  result.load_balance = median_of(series, &Sample::load_balance);
  result.cpu_share = median_of(series, &Sample::cpu_s) / (result.median_s * layout.workers());
  result.is_too_short = result.median_s < least_sample_s;
  if (result.is_too_short || is_too_short(base) || layout == Layout{}) return result;
  const double serial = serial_fraction(result.speedup, layout.workers());
  if (layout.workers() > 1 && serial >= 0 && serial <= 1) result.serial_fraction = serial;
  if (!series.tiny_s.empty()) result.breakeven = breakeven(cost_of(base), cost_of(series));
  return result;
}

// How many layouts there are beside the fastest; one where it is alone.
double others_of(std::size_t layouts) { return static_cast<double>(std::max<std::size_t>(2, layouts) - 1); }

// The fewest rounds after which a layout that was slower in all of them is shown to be slower than the fastest, surely
// enough that in 95 of 100 studies no layout is shown to be slower that is not, of so many.
std::uint32_t rounds_for_a_verdict(std::size_t layouts) {
  return static_cast<std::uint32_t>(std::ceil(std::log2(others_of(layouts) / chance_of_a_wrong_verdict)));
}

// Those that are not shown to be slower than the fastest. Round by round, since what slows a machine down for a while
// slows all layouts down; and each a little surer than 95 %, since the fastest is that by chance, too.
void mark_ties(WorkloadResult& result, const SeriesOfLayouts& series) {
  const double confidence = 1 - 2 * chance_of_a_wrong_verdict / others_of(result.layouts.size());
  const Layout fastest = result.layouts[result.fastest].layout;
  for (LayoutResult& layout : result.layouts) {
    const std::vector<double> against = round_by_round(series.at(fastest), series.at(layout.layout));
    layout.is_tied = true;
    if (layout.layout == fastest || against.empty()) continue;
    const Interval interval = median_interval(against, confidence);
    layout.is_tied = interval.confidence < confidence || interval.high >= 1;
  }
}

// Whether each thread has a processor, where it needs one.
bool is_fit(const WorkloadResult& result, const LayoutResult& one, const Machine& machine) {
  return result.workload == WorkloadKind::wait || machine.has_room_for(one.layout);
}

// Of the ties the one with the fewest processors, and of these the fastest; without a verdict the fastest. None that
// has more threads than processors, but to wait, if there is another.
void recommend(WorkloadResult& result, const Machine& machine) {
  const auto fits = [&](const LayoutResult& one) { return is_fit(result, one, machine); };
  const bool any_fits = std::any_of(result.layouts.begin(), result.layouts.end(), fits);
  const auto rank = [&](const LayoutResult& one) {
    const bool counts = result.has_verdict() && one.is_tied;
    return std::tuple(any_fits && !fits(one), result.has_verdict() && !one.is_tied,
                      counts ? machine.processors_of(one.layout) : 0, -one.speedup);
  };
  const auto chosen = std::min_element(result.layouts.begin(), result.layouts.end(),
                                       [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  result.chosen = static_cast<std::size_t>(chosen - result.layouts.begin());
}

void choose_best(WorkloadResult& result, const SeriesOfLayouts& series, const Machine& machine) {
  const auto fastest = std::max_element(result.layouts.begin(), result.layouts.end(),
                                        [](const auto& a, const auto& b) { return a.speedup < b.speedup; });
  result.fastest = static_cast<std::size_t>(fastest - result.layouts.begin());
  result.rounds_for_a_verdict = rounds_for_a_verdict(result.layouts.size());
  mark_ties(result, series);
  recommend(result, machine);
}

// A law that leaves more than all of the work to one worker is none.
void fit_law(WorkloadResult& result, const Machine& machine) {
  std::vector<double> workers, speedups;
  for (const LayoutResult& layout : result.layouts) {
    if (layout.layout.threads != 1 || layout.is_too_short || !is_fit(result, layout, machine)) continue;
    workers.push_back(layout.layout.ranks);
    speedups.push_back(layout.speedup);
  }
  result.law = fit_scaling_law(workers, speedups);
  if (result.law && result.law->contention > 1) result.law.reset();
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
  return workload.best().numbers_per_s / (workload.bound->numbers_per_s * times);
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

std::uint32_t Machine::nodes_of(const Layout& layout) const {
  return std::clamp(layout.ranks, 1U, std::max(1U, nodes));
}

std::uint32_t Machine::processors_of(const Layout& layout) const {
  return processors == 0 ? layout.workers() : std::min(layout.workers(), nodes_of(layout) * processors);
}

std::uint32_t Machine::ranks_per_node(const Layout& layout) const {
  return static_cast<std::uint32_t>(ceil_divide(layout.ranks, nodes_of(layout)));
}

bool Machine::has_room_for(const Layout& layout) const {
  return processors == 0 || Layout{ranks_per_node(layout), layout.threads}.workers() <= processors;
}

bool WorkloadResult::has_verdict() const {
  return std::all_of(layouts.begin(), layouts.end(),
                     [this](const LayoutResult& one) { return one.samples >= rounds_for_a_verdict; });
}

double widest_interval(const std::vector<WorkloadResult>& workloads) {
  double widest = 0;
  for (const WorkloadResult& workload : workloads) {
    for (const LayoutResult& layout : workload.layouts) {
      widest = std::max(widest, (layout.interval_s.high - layout.interval_s.low) / 2 / layout.median_s);
    }
  }
  return widest;
}

std::string command_of(const std::string& timed, const Layout& layout, const Machine& machine) {
  std::string command = timed;
  for (const auto& [word, number] : {std::pair("{ranks}", layout.ranks), std::pair("{threads}", layout.threads),
                                     std::pair("{nodes}", machine.nodes_of(layout))}) {
    boost::algorithm::replace_all(command, word, std::to_string(number));
  }
  return command;
}

std::vector<WorkloadResult> analyse(const std::vector<Sample>& samples, const Machine& machine) {
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
    choose_best(result, layouts, machine);
    fit_law(result, machine);
    if (const auto found = bounds.find(key.first); found != bounds.end()) result.bound = bound_of(found->second);
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace squares
