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

constexpr std::size_t most_rows = 64;
constexpr std::size_t columns = 160;  // of a timeline of groups

constexpr std::array activities{Activity::compute, Activity::write, Activity::check};
constexpr std::array colours{"#3b82c4", "#e08a1e", "#3fa66a"};
constexpr std::size_t shades = 4;  // a quarter, a half, three quarters and all of a group

// The time that a timeline shows: from where ranks work one by one. What is left out before that is the master's.
struct Drawn {
  double begin_s = 0;
  double end_s = 0;
  double run_s = 0;  // where the run began

  [[nodiscard]] double width_s() const { return end_s - begin_s; }
};

Drawn drawn_of(const Lanes& lanes) {
  const NamedSpan recheck = span_named("recheck", lanes.phases), store = span_named("store", lanes.phases);
  Drawn drawn{.begin_s = recheck.end_s > 0 ? recheck.begin_s : store.begin_s,
              .end_s = lanes.phases.back().end_s,
              .run_s = lanes.phases.front().begin_s};
  for (const Lane& lane : lanes.lanes) {
    for (const std::vector<Event>* events : {&lane.main, &lane.team})
      if (!events->empty()) drawn.begin_s = std::min(drawn.begin_s, events->front().begin_s);
  }
  if (!(drawn.end_s > drawn.begin_s)) drawn.end_s = drawn.begin_s + 1e-6;
  return drawn;
}

// A mark in the row of a rank or of a group: above what is computed, below what is written and checked.
struct Mark {
  double begin_s = 0;
  double end_s = 0;
  std::size_t row = 0;
  double top = -0.42;
  double bottom = 0.42;
  std::size_t shade = shades;
};
using Marks = std::array<std::vector<Mark>, activities.size()>;  // of each activity

Mark mark_of(Activity activity, std::size_t row) {
  return activity == Activity::compute ? Mark{.row = row, .bottom = -0.02} : Mark{.row = row, .top = 0.02};
}

Marks marks_of_ranks(const std::vector<Lane>& lanes) {
  Marks marks;
  for (std::size_t row = 0; row < lanes.size(); ++row) {
    for (const std::vector<Event>* events : {&lanes[row].main, &lanes[row].team}) {
      for (const Event& event : *events) {
        Mark mark = mark_of(event.activity, row + 1);
        mark.begin_s = event.begin_s;
        mark.end_s = event.end_s;
        marks.at(static_cast<std::size_t>(event.activity)).push_back(mark);
      }
    }
  }
  return marks;
}

// How much of each column of time ranks spent on an activity, in ranks.
using Shares = std::array<double, columns>;

void add_to(Shares& shares, const Event& event, const Drawn& drawn) {
  const double column_s = drawn.width_s() / columns;
  const double begin = std::clamp((event.begin_s - drawn.begin_s) / column_s, 0.0, double{columns});
  const double end = std::clamp((event.end_s - drawn.begin_s) / column_s, 0.0, double{columns});
  for (auto column = static_cast<std::size_t>(begin); column < columns && static_cast<double>(column) < end; ++column) {
    const auto left = static_cast<double>(column);
    shares.at(column) += std::min(end, left + 1) - std::max(begin, left);
  }
}

// Columns of the same shade that follow each other are one mark. Shades are rounded up, so that nothing is unseen.
void add_marks(const Shares& shares, std::size_t ranks, const Drawn& drawn, Mark mark, std::vector<Mark>& marks) {
  const auto shade_of = [&](std::size_t column) {
    const double share = shares.at(column) / static_cast<double>(ranks);
    return static_cast<std::size_t>(std::ceil(std::min(share, 1.0) * shades));
  };
  const auto time_of = [&](std::size_t column) {
    return drawn.begin_s + drawn.width_s() * static_cast<double>(column) / columns;
  };
  for (std::size_t begin = 0, end = 0; begin < columns; begin = end) {
    mark.shade = shade_of(begin);
    while (end < columns && shade_of(end) == mark.shade) ++end;
    mark.begin_s = time_of(begin);
    mark.end_s = time_of(end);
    if (mark.shade > 0) marks.push_back(mark);
  }
}

Marks marks_of_groups(const std::vector<Lane>& lanes, std::size_t group, const Drawn& drawn) {
  Marks marks;
  for (std::size_t first = 0, row = 1; first < lanes.size(); first += group, ++row) {
    const std::size_t ranks = std::min(group, lanes.size() - first);
    std::array<Shares, activities.size()> shares{};
    for (std::size_t i = first; i < first + ranks; ++i) {
      for (const std::vector<Event>* events : {&lanes[i].main, &lanes[i].team})
        for (const Event& event : *events) add_to(shares.at(static_cast<std::size_t>(event.activity)), event, drawn);
    }
    for (const Activity activity : activities) {
      const auto place = static_cast<std::size_t>(activity);
      add_marks(shares.at(place), ranks, drawn, mark_of(activity, row), marks.at(place));
    }
  }
  return marks;
}

// One data block for each activity and shade, and one for the phases on top.
std::string data_of(const Marks& marks, const Lanes& lanes, const Drawn& drawn) {
  std::string text;
  const auto line = [&](const Mark& mark) {
    text +=
        fmt::format("{:.7g} {:.7g} {} {}\n", 1e3 * (mark.begin_s - drawn.begin_s), 1e3 * (mark.end_s - drawn.begin_s),
                    static_cast<double>(mark.row) + mark.top, static_cast<double>(mark.row) + mark.bottom);
  };
  for (const Activity activity : activities) {
    for (std::size_t shade = 1; shade <= shades; ++shade) {
      text += fmt::format("${}{} << EOD\n", to_text(activity), shade);
      bool any = false;
      for (const Mark& mark : marks.at(static_cast<std::size_t>(activity))) {
        if (mark.shade != shade) continue;
        line(mark);
        any = true;
      }
      text += any ? "EOD\n" : "nan nan nan nan\nEOD\n";
    }
  }
  text += "$phases << EOD\n";
  for (const NamedSpan& phase : lanes.phases)
    if (phase.end_s > drawn.begin_s) line({std::max(phase.begin_s, drawn.begin_s), phase.end_s});
  return text + "EOD\n";
}

// A phase is named where its name has room: in `share` of the width.
std::string phase_labels(const Lanes& lanes, const Drawn& drawn, double share) {
  std::string text;
  const double whole = drawn.end_s - drawn.begin_s;
  for (const NamedSpan& phase : lanes.phases) {
    const double middle_ms = 1e3 * ((phase.begin_s + phase.end_s) / 2 - drawn.begin_s);
    if (middle_ms < 0) continue;
    if (phase.begin_s > drawn.begin_s) {
      text += fmt::format("set arrow from {0:.7g}, graph 0 to {0:.7g}, graph 1 nohead back lc rgb '#a3abb5' dt 3\n",
                          1e3 * (phase.begin_s - drawn.begin_s));
    }
    if (phase.end_s - phase.begin_s < share * whole) continue;
    text += fmt::format("set label '{}' at {:.7g},0 center front\n", phase.name, middle_ms);
  }
  return text;
}

std::string plot_marks(const std::vector<std::string>& labels, const Drawn& drawn) {
  std::string ticks = "'phase' 0";
  for (std::size_t row = 0; row < labels.size(); ++row)
    ticks += fmt::format(", {} {}", quoted_label(labels[row]), row + 1);
  std::string text = fmt::format(
      "set yrange [{}.6:-0.6]\nset xrange [0:{:.7g}]\nset ytics ({}) scale 0\nunset grid\n"
      "set xlabel 'milliseconds'\n",
      labels.size(), 1e3 * drawn.width_s(), ticks);
  text +=
      "plot $phases using (($1+$2)/2):(($3+$4)/2):1:2:3:4 with boxxyerror lc rgb '#a3abb5' fs empty border rgb "
      "'#a3abb5' notitle";
  for (std::size_t i = 0; i < activities.size(); ++i) {
    for (std::size_t shade = 1; shade <= shades; ++shade) {
      text += fmt::format(
          ", ${}{} using (($1+$2)/2):(($3+$4)/2):1:2:3:4 with boxxyerror {} lc rgb '{}' {}", to_text(activities.at(i)),
          shade,
          shade == shades ? "fs solid 1 border lw 0.5"
                          : fmt::format("fs transparent solid {:.2f} noborder", static_cast<double>(shade) / shades),
          colours.at(i), shade == shades ? fmt::format("title '{}'", to_text(activities.at(i))) : "notitle");
    }
  }
  return text + "\n";
}

std::string timeline_text(const RunFile& run, const Lanes& lanes, std::size_t ranks, std::size_t group,
                          const Drawn& drawn) {
  std::string rows = "A row for each rank: above what it computes, below what it writes and checks.";
  if (group > 1) {
    rows = fmt::format(
        "{} in rows of {}, in {} columns of time. The darker, the more of a row's ranks computed (above), wrote or "
        "checked (below), in four shades: up to a quarter of their time, up to a half, up to three quarters, more.",
        plural(ranks, "rank"), group, columns);
  }
  return fmt::format(
      "Timeline. {} Where nothing is drawn, ranks waited, or did what is not measured one by one. The first {:.0f} ms, "
      "of launch and create, are left out.{}{}",
      rows, 1e3 * (drawn.begin_s - drawn.run_s),
      lanes.is_thinned ? " Blocks of a rank that follow each other are one mark: first their computing, then their "
                         "writing."
                       : "",
      run.result.attempt > 1 ? " Of the last attempt, whose checks before and after it stored were not timed apart."
                             : "");
}

}  // namespace

Plot timeline_plot(const RunFile& run) {
  Lanes lanes = lanes_of(run);
  const Drawn drawn = drawn_of(lanes);
  std::erase_if(lanes.lanes, [&](const Lane& lane) { return lane.attempt != run.result.attempt; });
  const std::size_t group = std::max<std::size_t>(1, ceil_divide(lanes.lanes.size(), most_rows));
  const Marks marks = group > 1 ? marks_of_groups(lanes.lanes, group, drawn) : marks_of_ranks(lanes.lanes);
  std::vector<std::string> labels;
  for (std::size_t first = 0; first < lanes.lanes.size(); first += group) {
    const Lane &begin = lanes.lanes[first], &end = lanes.lanes[std::min(first + group, lanes.lanes.size()) - 1];
    labels.push_back(group > 1 ? fmt::format("{}–{}", begin.rank, end.rank) : fmt::format("rank {}", begin.rank));
  }
  const std::string data = data_of(marks, lanes, drawn), plot = plot_marks(labels, drawn);
  return {.title = "timeline",
          .text = timeline_text(run, lanes, lanes.lanes.size(), group, drawn),
          .script = data + phase_labels(lanes, drawn, 0.07) + plot,
          .narrow_script = data + phase_labels(lanes, drawn, 0.2) + plot,
          .height = static_cast<unsigned>(130 + (labels.size() > 24 ? 15 : 22) * (labels.size() + 1))};
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
