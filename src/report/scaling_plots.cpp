#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "report/format.hpp"
#include "report/plots.hpp"

namespace squares {
namespace {

struct Point {
  Layout layout;
  double speedup = 0;
  double low = 0, high = 0;  // its interval
};

using Spans = std::set<std::pair<std::uint32_t, std::uint32_t>>;  // of processors, from the first to the last

// Adds the spans of a list like "0-3,8". What is no number ends it.
void add_spans(const std::string& list, Spans& spans) {
  const char* const end = list.data() + list.size();
  for (const char* at = list.data(); at < end; ++at) {
    std::uint32_t first = 0;
    auto [next, error] = std::from_chars(at, end, first);
    if (error != std::errc()) return;
    std::uint32_t last = first;
    if (next != end && *next == '-') {
      const auto to = std::from_chars(next + 1, end, last);
      if (to.ec != std::errc()) return;
      next = to.ptr;
    }
    spans.emplace(first, last);
    at = next;
  }
}

// How many processors the runs of a series may use, on all hosts together. Counted by spans, since a file may claim
// any number of processors.
double processors_of(const Series& series) {
  std::map<std::string, Spans> by_host;
  for (const SeriesRow& row : series.rows) {
    for (const RunFile* run : row.runs) {
      for (const RankReport& rank : latest_ranks(run->result)) add_spans(rank.cpus.str(), by_host[rank.host.str()]);
    }
  }
  std::uint64_t processors = 0;
  for (const auto& [host, spans] : by_host) {
    std::uint64_t next = 0;  // all below are counted
    for (const auto& [first, last] : spans) {
      const std::uint64_t from = std::max<std::uint64_t>(first, next), to = std::uint64_t{last} + 1;
      if (to <= from) continue;
      processors += to - from;
      next = to;
    }
  }
  return static_cast<double>(processors);
}

// What cannot be passed, as a speed-up; 0 where it is not known.
struct Limit {
  double speedup = 0;
  std::string name;
};

// One data block for the layouts of one thread, one for the others.
std::string script_of(const std::vector<Point>& points, double base_workers, const Limit& bound) {
  std::string single = "$ranks << EOD\n", teams = "$teams << EOD\n";
  double most = 1;
  bool has_teams = false;
  for (const Point& point : points) {
    const bool is_team = point.layout.threads > 1;
    (is_team ? teams : single) +=
        fmt::format("{} {:.6g} {:.6g} {:.6g}\n", point.layout.workers(), point.speedup, point.low, point.high);
    has_teams |= is_team;
    most = std::max<double>(most, point.layout.workers());
  }
  std::string text = single + "EOD\n" + teams + "EOD\n";
  text += fmt::format(
      "set logscale x 2\nset xrange [{}:{}]\nset xlabel 'workers (ranks × threads)'\n"
      "set ylabel 'speed-up'\nset samples 400\n",
      base_workers / 1.15, most * 1.15);
  double highest = 1;
  for (const Point& point : points) highest = std::max(highest, point.high);
  text += fmt::format("set yrange [0:{:.6g}]\n", 1.3 * highest);
  text += fmt::format("plot x/{} with lines lc rgb '#a3abb5' dt 2 title 'ideal'", base_workers);
  if (bound.speedup > 0) {
    text += fmt::format(", (x/{0} < {1:.6g} ? x/{0} : {1:.6g}) with lines lc rgb '#3fa66a' lw 1.5 title '{2}'",
                        base_workers, bound.speedup, bound.name);
  }
  text += ", $ranks using 1:2:3:4 with yerrorbars pt 7 ps 0.6 lw 1.5 lc rgb '#3b82c4' title '1 thread'";
  if (has_teams)
    text += ", $teams using ($1*1.04):2:3:4 with yerrorbars pt 5 ps 0.6 lw 1.5 lc rgb '#e08a1e' title 'teams'";
  return text + "\n";
}

std::string points_text(const std::vector<Point>& points) {
  std::string text;
  constexpr std::size_t few = 12;
  for (std::size_t i = 0; i < std::min(few, points.size()); ++i) {
    text += fmt::format("{}{} × {}: {:.2f}", i == 0 ? "" : ", ", points[i].layout.ranks, points[i].layout.threads,
                        points[i].speedup);
  }
  return points.size() > few ? text + ", …" : text;
}

}  // namespace

Plot speedup_plot(const Series& series) {
  std::vector<Point> points;
  const SeriesRow& base = series.base();
  for (const SeriesRow& row : series.rows) {
    // Of the rate over the base case's median: a shorter time is a larger speed-up.
    const double scale = row.store.speedup * row.store.median_s;
    points.push_back(
        {row.layout, row.store.speedup, scale / row.store.interval_s.high, scale / row.store.interval_s.low});
  }
  const double base_workers = base.layout.workers(), processors = processors_of(series);
  return {
      .title = "scaling",
      .text = fmt::format("Speed-up of storing over {} × {}, {} scaling, with its interval. Ranks × threads: {}.",
                          base.layout.ranks, base.layout.threads, to_text(series.scaling), points_text(points)),
      .script = script_of(points, base_workers, {processors / base_workers, fmt::format("limit: {} CPUs", processors)}),
      .narrow_script = {},
      .height = 320};
}

Plot speedup_plot(const WorkloadResult& workload, const StudyResult& study) {
  std::vector<Point> points;
  for (const LayoutResult& layout : workload.layouts) {
    points.push_back({layout.layout, layout.speedup, layout.speedup_interval.low, layout.speedup_interval.high});
  }
  Limit bound{0, "hardware"};
  if (const auto share = share_of_bound(workload, study.nodes); share && *share > 0) {
    bound.speedup = workload.best().numbers_per_s / *share / workload.layouts.front().numbers_per_s;
  }
  return {.title = "scaling",
          .text = fmt::format("Speed-up of {} over one rank with one thread, {} scaling, with its interval. "
                              "Ranks × threads: {}.",
                              to_text(workload.workload), to_text(workload.scaling), points_text(points)),
          .script = script_of(points, 1, bound),
          .narrow_script = {},
          .height = 320};
}

Plot heat_map(const WorkloadResult& workload) {
  std::map<std::uint32_t, std::size_t> ranks, threads;
  for (const LayoutResult& layout : workload.layouts) {
    ranks[layout.layout.ranks] = 0;
    threads[layout.layout.threads] = 0;
  }
  const auto number = [](auto& places) {
    std::string ticks;
    std::size_t next = 0;
    for (auto& [value, place] : places) {
      place = next++;
      ticks += fmt::format("{}'{}' {}", place == 0 ? "" : ", ", value, place);
    }
    return ticks;
  };
  const std::string rank_ticks = number(ranks), thread_ticks = number(threads);
  std::string data = "$map << EOD\n", labels;
  const LayoutResult& best = workload.best();
  for (const LayoutResult& layout : workload.layouts) {
    const std::size_t x = threads[layout.layout.threads], y = ranks[layout.layout.ranks];
    const double share = best.speedup > 0 ? std::clamp(layout.speedup / best.speedup, 0.0, 1.0) : 0;
    // From pale to deep blue; labels stay legible on both.
    const auto mix = [&](int pale, int deep) { return static_cast<int>(pale + share * (deep - pale)); };
    data += fmt::format("{} {} {}\n", x, y, (mix(214, 24) << 16) + (mix(228, 95) << 8) + mix(242, 165));
    labels += fmt::format("set label '{:.2f}{}' at {},{} center front tc rgb '{}'\n", layout.speedup,
                          layout.layout == best.layout ? " *" : "", x, y, share > 0.55 ? "#ffffff" : "#1d2126");
  }
  return {
      .title = "heat map",
      .text = fmt::format("Speed-up of {}, {} scaling, by ranks and threads; * is the fastest: {} × {} with {:.2f}.",
                          to_text(workload.workload), to_text(workload.scaling), best.layout.ranks, best.layout.threads,
                          best.speedup),
      .script = data + "EOD\n" + labels +
                fmt::format("set xtics ({}) scale 0\nset ytics ({}) scale 0\nunset grid\nunset key\n"
                            "set xrange [-0.5:{}.5]\nset yrange [-0.5:{}.5]\nset xlabel 'threads in each rank'\n"
                            "set ylabel 'ranks'\n"
                            "plot $map using 1:2:($1-0.48):($1+0.48):($2-0.47):($2+0.47):3 with boxxyerror "
                            "fs solid 1 noborder lc rgb variable\n",
                            thread_ticks, rank_ticks, threads.size() - 1, ranks.size() - 1),
      .narrow_script = {},
      .height = static_cast<unsigned>(90 + 40 * ranks.size())};
}

}  // namespace squares
