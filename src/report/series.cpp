#include "report/series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <set>
#include <type_traits>
#include <utility>

#include "record/description.hpp"
#include "report/format.hpp"

namespace squares {
namespace {

using Runs = std::vector<const RunFile*>;

// Runs that share a host, or a neighbour that does, were made on one machine. Each run's machine: the first such run.
std::vector<std::size_t> machines_of(const std::vector<RunFile>& runs) {
  std::vector<std::size_t> first(runs.size());
  std::iota(first.begin(), first.end(), std::size_t{0});
  std::map<std::string, std::size_t> first_of_host;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    for (const std::string& host : hosts_of(runs[i].result)) {
      const auto [found, is_new] = first_of_host.try_emplace(host, first[i]);
      const std::size_t from = std::max(first[i], first[found->second]), to = std::min(first[i], first[found->second]);
      std::replace(first.begin(), first.end(), from, to);
      found->second = to;
    }
  }
  return first;
}

// What must be the same, or else the times say nothing of each other.
struct Likeness {
  std::size_t machine = 0;
  std::string version;
  Verify verify = Verify::none;
  Schedule schedule = Schedule::block;
  Width width = Width::narrow;

  friend auto operator<=>(const Likeness&, const Likeness&) = default;  // NOLINT(modernize-use-nullptr): there is no 0
};

std::string names_of(const Runs& runs) {
  std::set<std::string> hosts;
  for (const RunFile* run : runs) {
    for (const std::string& host : hosts_of(run->result)) hosts.insert(host);
  }
  constexpr std::size_t few = 4;
  std::string text;
  std::size_t shown = 0;
  for (const std::string& host : hosts) {
    if (++shown > few) break;
    text += (text.empty() ? "" : ", ") + host;
  }
  return hosts.size() > few ? fmt::format("{} and {} more hosts", text, hosts.size() - few) : text;
}

// A phase, or all of them.
using Time = std::function<double(const Phases&)>;

Timing timing_of(const Runs& runs, const Time& time) {
  std::vector<double> seconds;
  for (const RunFile* run : runs) seconds.push_back(time(run->result.phases));
  return {.median_s = median(seconds), .interval_s = median_interval(seconds)};
}

void compare_with_base(const SeriesRow& base, SeriesRow& row, Member<SeriesRow, Timing> timing) {
  const double rate = static_cast<double>(row.numbers) / (row.*timing).median_s;
  const double base_rate = static_cast<double>(base.numbers) / (base.*timing).median_s;
  (row.*timing).speedup = rate / base_rate;
  (row.*timing).efficiency = rate / base_rate * base.layout.workers() / row.layout.workers();
}

Series make_series(Scaling scaling, const Runs& runs) {
  std::map<std::pair<std::uint32_t, Layout>, Runs> layouts;
  for (const RunFile* run : runs) {
    const Layout layout = layout_of(run->result);
    layouts[{layout.workers(), layout}].push_back(run);
  }
  Series series{.scaling = scaling, .what = {}, .machine = {}, .rows = {}};
  for (const auto& [key, same] : layouts) {
    SeriesRow row{.layout = key.second, .runs = same, .numbers = same.front()->result.plan.range.count};
    row.total = timing_of(same, [](const Phases& phases) { return phases.total_s; });
    row.store = timing_of(same, [](const Phases& phases) { return phases.store_s; });
    series.rows.push_back(row);
  }
  const SeriesRow base = series.rows.front();
  for (SeriesRow& row : series.rows) {
    compare_with_base(base, row, &SeriesRow::total);
    compare_with_base(base, row, &SeriesRow::store);
  }
  const RunResult& result = runs.front()->result;
  const Plan& plan = result.plan;
  const std::string range =
      scaling == Scaling::strong
          ? fmt::format("{}..{}", grouped(plan.range.first), grouped(plan.range.last()))
          : fmt::format("{} for each worker", plural(base.numbers / base.layout.workers(), "number"));
  series.what =
      fmt::format("{}, {}-bit, schedule {}, {}", range, 64 * words_per_square(plan.width()), to_text(plan.schedule),
                  plan.verify == Verify::none ? "unchecked" : fmt::format("checked in {}", to_text(plan.verify)));
  series.machine = fmt::format("{}, squares {}", names_of(runs), result.provenance.squares_version);
  return series;
}

std::size_t layouts_in(const Runs& runs) {
  std::set<Layout> layouts;
  for (const RunFile* run : runs) layouts.insert(layout_of(run->result));
  return layouts.size();
}

// Of runs that are alike.
void add_series(const Runs& alike, std::vector<Series>& all) {
  std::map<std::pair<std::uint64_t, std::uint64_t>, Runs> by_range;
  std::map<std::uint64_t, Runs> by_share;
  for (const RunFile* run : alike) {
    const Range& range = run->result.plan.range;
    const std::uint32_t workers = layout_of(run->result).workers();
    by_range[{range.first, range.count}].push_back(run);
    if (range.count % workers == 0) by_share[range.count / workers].push_back(run);
  }
  std::set<const RunFile*> in_weak;
  std::vector<Series> weak;
  for (const auto& [share, runs] : by_share) {
    std::map<std::uint32_t, std::set<std::uint64_t>> counts;
    for (const RunFile* run : runs) counts[layout_of(run->result).workers()].insert(run->result.plan.range.count);
    if (counts.size() < 2) continue;
    weak.push_back(make_series(Scaling::weak, runs));
    in_weak.insert(runs.begin(), runs.end());
  }
  for (const auto& [range, runs] : by_range) {
    const bool all_in_weak =
        std::all_of(runs.begin(), runs.end(), [&](const RunFile* run) { return in_weak.contains(run); });
    if (layouts_in(runs) > 1 || !all_in_weak) all.push_back(make_series(Scaling::strong, runs));
  }
  all.insert(all.end(), weak.begin(), weak.end());
}

bool can_be_timed(const RunFile& run) {
  const auto is_time = [](double seconds) { return std::isfinite(seconds) && seconds > 0; };
  return run.result.attempt == 1 && is_time(run.result.phases.store_s) && is_time(run.result.phases.total_s);
}

// Why the groups are apart, and which runs are in none.
std::vector<std::string> reasons(const std::vector<RunFile>& runs, const std::map<Likeness, Runs>& groups,
                                 const std::vector<Series>& series) {
  std::vector<std::string> sentences;
  for (const RunFile& run : runs) {
    if (can_be_timed(run)) continue;
    sentences.push_back(run.result.attempt > 1 ? run.name + " was resumed, so its phases tell of its last attempt only"
                                               : run.name + " does not tell its phases");
  }
  std::string differ;
  const auto look = [&](auto member, const char* what) {
    std::set<std::decay_t<decltype(std::declval<Likeness>().*member)>> values;
    for (const auto& [key, same] : groups) values.insert(key.*member);
    if (values.size() > 1) differ += (differ.empty() ? "" : ", ") + std::string(what);
  };
  look(&Likeness::machine, "machine (they share no host)");
  look(&Likeness::version, "version of squares");
  look(&Likeness::verify, "check");
  look(&Likeness::schedule, "schedule");
  look(&Likeness::width, "width of the squares");
  const auto ranges =
      std::count_if(series.begin(), series.end(), [](const Series& one) { return one.scaling == Scaling::strong; });
  if (differ.empty() && ranges > 1) differ = "range";
  if (!differ.empty()) sentences.push_back("Runs of different tables cannot be compared. They differ in: " + differ);
  return sentences;
}

}  // namespace

AllSeries series_of(const std::vector<RunFile>& runs) {
  const std::vector<std::size_t> machines = machines_of(runs);
  std::map<Likeness, Runs> groups;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const RunResult& result = runs[i].result;
    if (!can_be_timed(runs[i])) continue;
    groups[{machines[i], result.provenance.squares_version, result.plan.verify, result.plan.schedule,
            result.plan.width()}]
        .push_back(&runs[i]);
  }
  AllSeries all;
  for (const auto& [key, alike] : groups) add_series(alike, all.series);
  all.not_compared = reasons(runs, groups, all.series);
  return all;
}

}  // namespace squares
