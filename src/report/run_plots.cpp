#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "report/format.hpp"
#include "report/lanes.hpp"
#include "report/plots.hpp"
#include "report/run_tables.hpp"

namespace squares {
namespace {

constexpr std::size_t most_bars = 32;

constexpr std::array activities{Activity::compute, Activity::write, Activity::wait, Activity::check};
constexpr std::array colours{"#3b82c4", "#e08a1e", "#a3abb5", "#3fa66a"};

struct Bar {
  std::string label;
  std::vector<Event> events;
};

// The time that a timeline shows: all phases but the launch.
struct Drawn {
  double begin_s = 0;
  double end_s = 0;
  double launch_s = 0;  // left out
};

Drawn drawn_of(const Lanes& lanes) {
  Drawn drawn{.begin_s = lanes.phases.front().end_s,
              .end_s = lanes.phases.back().end_s,
              .launch_s = lanes.phases.front().end_s - lanes.phases.front().begin_s};
  if (!(drawn.end_s > drawn.begin_s)) drawn.end_s = drawn.begin_s + 1e-6;
  return drawn;
}

std::vector<Bar> bars_of(const Lanes& lanes, std::uint32_t attempt) {
  std::vector<Bar> bars;
  for (const Lane& lane : lanes.lanes) {
    if (lane.attempt != attempt) continue;
    bars.push_back({lane.thread == 0 ? fmt::format("rank {}", lane.rank) : fmt::format("thread {}", lane.thread - 1),
                    lane.events});
  }
  return bars;
}

// Bars of what groups of ranks did on average, one thing after the other.
std::vector<Bar> mean_bars(const std::vector<RankReport>& ranks, const Lanes& lanes) {
  std::vector<Bar> bars;
  for (const RankGroup& group : groups_of(ranks, most_bars)) {
    Bar bar{group.first == group.last ? "rank " + group.name() : group.name(), {}};
    const auto add = [&](Activity activity, double begin_s, double seconds) {
      const double end_s = begin_s + (std::isfinite(seconds) ? seconds : 0);
      bar.events.push_back({activity, begin_s, end_s});
      return end_s;
    };
    double at_s = add(Activity::compute, span_named("store", lanes.phases).begin_s, group.mean.compute_s);
    at_s = add(Activity::write, at_s, group.mean.write_s);
    add(Activity::wait, at_s, group.mean.wait_s);
    add(Activity::check, span_named("check", lanes.phases).begin_s, group.mean.check_s);
    bars.push_back(std::move(bar));
  }
  return bars;
}

// One data block for each activity, and one for the phases on top.
std::string data_of(const std::vector<Bar>& bars, const Lanes& lanes, const Drawn& drawn) {
  std::string text;
  const auto line = [&](double begin_s, double end_s, std::size_t row) {
    text += fmt::format("{:.7g} {:.7g} {}\n", 1e3 * (begin_s - drawn.begin_s), 1e3 * (end_s - drawn.begin_s), row);
  };
  for (const Activity activity : activities) {
    text += fmt::format("${} << EOD\n", to_text(activity));
    bool any = false;
    for (std::size_t row = 0; row < bars.size(); ++row) {
      for (const Event& event : bars[row].events) {
        if (event.activity != activity) continue;
        line(event.begin_s, event.end_s, row + 1);
        any = true;
      }
    }
    text += any ? "EOD\n" : "nan nan nan\nEOD\n";
  }
  text += "$phases << EOD\n";
  for (std::size_t i = 1; i < lanes.phases.size(); ++i) line(lanes.phases[i].begin_s, lanes.phases[i].end_s, 0);
  return text + "EOD\n";
}

// A phase is named where its name has room: in `share` of the width.
std::string phase_labels(const Lanes& lanes, const Drawn& drawn, double share) {
  std::string text;
  const double whole = drawn.end_s - drawn.begin_s;
  for (std::size_t i = 1; i < lanes.phases.size(); ++i) {
    const NamedSpan& phase = lanes.phases[i];
    const double middle_ms = 1e3 * ((phase.begin_s + phase.end_s) / 2 - drawn.begin_s);
    if (i > 1) {
      text += fmt::format("set arrow from {0:.7g}, graph 0 to {0:.7g}, graph 1 nohead back lc rgb '#a3abb5' dt 3\n",
                          1e3 * (phase.begin_s - drawn.begin_s));
    }
    if (phase.end_s - phase.begin_s < share * whole) continue;
    text += fmt::format("set label '{}' at {:.7g},0 center front\n", phase.name, middle_ms);
  }
  return text;
}

std::string plot_bars(const std::vector<Bar>& bars, const Drawn& drawn) {
  std::string ticks = "'phase' 0";
  for (std::size_t row = 0; row < bars.size(); ++row) {
    ticks += fmt::format(", {} {}", quoted_label(bars[row].label), row + 1);
  }
  std::string text = fmt::format(
      "set yrange [{}.6:-0.6]\nset xrange [0:{:.7g}]\nset ytics ({}) scale 0\nunset grid\n"
      "set xlabel 'milliseconds since the launch'\n",
      bars.size(), 1e3 * (drawn.end_s - drawn.begin_s), ticks);
  text +=
      "plot $phases using (($1+$2)/2):3:1:2:($3-0.42):($3+0.42) with boxxyerror lc rgb '#a3abb5' fs empty border rgb "
      "'#a3abb5' "
      "notitle";
  for (std::size_t i = 0; i < activities.size(); ++i) {
    text += fmt::format(
        ", ${0} using (($1+$2)/2):3:1:2:($3-0.42):($3+0.42) with boxxyerror fs solid 1 noborder lc rgb '{1}' title "
        "'{0}'",
        to_text(activities.at(i)), colours.at(i));
  }
  return text + "\n";
}

std::string bars_text(std::size_t ranks, std::size_t lanes, bool is_mean) {
  if (!is_mean) {
    return lanes > ranks ? "A bar for the main thread of each rank, which writes, and for each of its team."
                         : "A bar for each rank.";
  }
  const std::size_t size = ceil_divide(ranks, most_bars);
  return plural(ranks, "rank") +
         (size > 1 ? fmt::format(": each bar is the mean of up to {} ranks that follow each other.", size)
                   : ": each bar is what a rank did in all, one thing after the other.");
}

std::string timeline_text(const RunFile& run, std::size_t lanes, const Drawn& drawn, bool is_mean, bool is_thinned) {
  const std::string bars = bars_text(latest_ranks(run.result).size(), lanes, is_mean);
  return fmt::format("Timeline. {} The launch of {:.0f} ms is left out.{}{}", bars, 1e3 * drawn.launch_s,
                     is_thinned && !is_mean ? " Blocks of a rank that follow each other are drawn as one." : "",
                     run.result.attempt > 1 ? " Of the last attempt." : "");
}

}  // namespace

Plot timeline_plot(const RunFile& run) {
  const std::vector<RankReport> ranks = latest_ranks(run.result);
  const Lanes lanes = lanes_of(run);
  const Drawn drawn = drawn_of(lanes);
  std::vector<Bar> bars = bars_of(lanes, run.result.attempt);
  const bool is_mean = bars.size() > most_bars;
  const std::size_t count = bars.size();
  if (is_mean) bars = mean_bars(ranks, lanes);
  const std::string data = data_of(bars, lanes, drawn), plot = plot_bars(bars, drawn);
  return {.title = "timeline",
          .text = timeline_text(run, count, drawn, is_mean, lanes.is_thinned),
          .script = data + phase_labels(lanes, drawn, 0.07) + plot,
          .narrow_script = data + phase_labels(lanes, drawn, 0.2) + plot,
          .height = static_cast<unsigned>(130 + 22 * (bars.size() + 1))};
}

Plot numbers_plot(const RunResult& result) {
  constexpr std::size_t most = 64;
  const std::vector<RankReport> ranks = latest_ranks(result);
  const std::size_t size = ceil_divide(ranks.size(), most);
  std::string data = "$numbers << EOD\n";
  for (const RankGroup& group : groups_of(ranks, most)) data += fmt::format("{} {}\n", group.first, group.mean.numbers);
  const auto [least, most_numbers] = std::minmax_element(
      ranks.begin(), ranks.end(), [](const RankReport& a, const RankReport& b) { return a.numbers < b.numbers; });
  const std::string range = least->numbers == most_numbers->numbers
                                ? grouped(least->numbers)
                                : fmt::format("from {} (rank {}) to {} (rank {})", grouped(least->numbers), least->rank,
                                              grouped(most_numbers->numbers), most_numbers->rank);
  const std::string each = size > 1 ? fmt::format(" Each bar is the mean of up to {} ranks.", size) : "";
  return {.title = "numbers per rank",
          .text = fmt::format("Numbers per rank: {}.{}", range, each),
          .script = data +
                    fmt::format("EOD\nset yrange [0:*]\nset xrange [-{0}:{1}]\nset boxwidth {2}\nset xlabel 'rank'\n"
                                "set format y '%.1s%c'\nset xtics {3}\nunset key\n"
                                "plot $numbers using ($1+{4}):2 with boxes lc rgb '#3b82c4'\n",
                                0.6 * static_cast<double>(size),
                                static_cast<double>(ranks.back().rank) + 0.6 * static_cast<double>(size),
                                0.8 * static_cast<double>(size), std::max<std::size_t>(1, ceil_divide(ranks.size(), 8)),
                                static_cast<double>(size - 1) / 2),
          .narrow_script = {},
          .height = 240};
}

}  // namespace squares
