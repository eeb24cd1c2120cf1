#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "report/format.hpp"
#include "report/heat.hpp"
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

// What a picture of scaling shows.
struct Scale {
  Scaling scaling = Scaling::strong;
  double base_workers = 1;
  std::vector<Point> points{};  // the base case first, which has no interval over itself
  Limit limit{};
  std::optional<ScalingLaw> law{};
};

std::string law_title(const ScalingLaw& law) {
  return law.coherence > 0 ? fmt::format("Gunther: contention {:.3f}, coherence {:.5f}", law.contention, law.coherence)
                           : fmt::format("Amdahl: serial part {:.3f}", law.contention);
}

// One data block for the layouts of one thread, one for the others. Strong: the speed-up, both axes logarithmic, so
// that the ideal is a straight line. Weak: the efficiency, whose ideal is 1 whatever the number of workers.
std::string script_of(const Scale& scale) {
  const bool is_weak = scale.scaling == Scaling::weak;
  std::string single = "$ranks << EOD\n", teams = "$teams << EOD\n";
  double most = 1, highest = 1, lowest = 1;
  bool has_teams = false;
  for (const Point& point : scale.points) {
    const bool is_team = point.layout.threads > 1;
    const double times = is_weak ? point.layout.workers() / scale.base_workers : 1;
    (is_team ? teams : single) += fmt::format("{} {:.6g} {:.6g} {:.6g}\n", point.layout.workers(),
                                              point.speedup / times, point.low / times, point.high / times);
    has_teams |= is_team;
    most = std::max<double>(most, point.layout.workers());
    highest = std::max(highest, point.high / times);
    if (point.low > 0) lowest = std::min(lowest, point.low / times);
  }
  std::string text = single + "EOD\n" + teams + "EOD\n";
  text += fmt::format("set logscale x 2\nset xrange [{}:{}]\nset xlabel 'workers (ranks × threads)'\nset samples 400\n",
                      scale.base_workers / 1.15, most * 1.15);
  highest = std::max(highest, is_weak ? 1 : most / scale.base_workers);
  text += is_weak ? fmt::format("set ylabel 'efficiency'\nset yrange [0:{:.6g}]\n", 1.15 * highest)
                  : fmt::format("set logscale y 2\nset ylabel 'speed-up'\nset yrange [{:.6g}:{:.6g}]\n", lowest / 1.15,
                                1.15 * highest);
  const std::string workers = fmt::format("(x/{:.6g})", scale.base_workers);
  const auto line = [&](const std::string& speedup, const std::string& style, const std::string& title) {
    text += fmt::format("{} {}{} with lines {} title '{}'", text.ends_with("plot") ? "" : ",", speedup,
                        is_weak ? "/" + workers : "", style, title);
  };
  text += "plot";
  line(workers, "lc rgb '#a3abb5' dt 2", "ideal");
  if (scale.limit.speedup > 0) {
    line(fmt::format("({0} < {1:.6g} ? {0} : {1:.6g})", workers, scale.limit.speedup), "lc rgb '#3fa66a' lw 1.5",
         scale.limit.name);
  }
  if (scale.law) {
    line(fmt::format("(x/(1 + {:.6g}*(x - 1) + {:.6g}*x*(x - 1)))", scale.law->contention, scale.law->coherence),
         "lc rgb '#8b6fc0' lw 1.5", law_title(*scale.law));
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

Plot plot_of(Scale scale, const std::string& what, const std::string& base) {
  Point& first = scale.points.front();
  first.low = first.high = first.speedup;
  const std::string figure = scale.scaling == Scaling::weak ? "Efficiency" : "Speed-up";
  const std::string law = scale.law ? " The curve is fitted to the layouts of one thread each." : "";
  return {.title = "scaling",
          .text = fmt::format("{} of {} over {}, {} scaling, with its interval; a dot alone is one run.{} Speed-ups, "
                              "ranks × threads: {}.",
                              figure, what, base, to_text(scale.scaling), law, points_text(scale.points)),
          .script = script_of(scale),
          .narrow_script = {},
          .height = 320};
}

}  // namespace

Plot speedup_plot(const Series& series) {
  Scale scale;
  scale.scaling = series.scaling;
  scale.base_workers = series.base().layout.workers();
  for (const SeriesRow& row : series.rows) {
    // Of the rate over the base case's median: a shorter time is a larger speed-up.
    const double times = row.store.speedup * row.store.median_s;
    scale.points.push_back(
        {row.layout, row.store.speedup, times / row.store.interval_s.high, times / row.store.interval_s.low});
  }
  const double processors = processors_of(series);
  scale.limit = {processors / scale.base_workers, fmt::format("limit: {} CPUs", processors)};
  return plot_of(std::move(scale), "storing",
                 fmt::format("{} × {}", series.base().layout.ranks, series.base().layout.threads));
}

Plot speedup_plot(const WorkloadResult& workload, const StudyResult& study) {
  Scale scale;
  scale.scaling = workload.scaling;
  scale.limit.name = "hardware";
  scale.law = workload.law;
  for (const LayoutResult& layout : workload.layouts) {
    scale.points.push_back({layout.layout, layout.speedup, layout.speedup_interval.low, layout.speedup_interval.high});
  }
  if (const auto share = share_of_bound(workload, study.nodes); share && *share > 0) {
    scale.limit.speedup = workload.best().numbers_per_s / *share / workload.layouts.front().numbers_per_s;
  }
  return plot_of(std::move(scale), to_text(workload.workload), "one rank with one thread");
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
    data += fmt::format("{} {} {}\n", x, y, heat_colour(share));
    labels += fmt::format("set label '{:.2f}{}' at {},{} center front tc rgb '{}'\n", layout.speedup,
                          layout.layout == best.layout               ? " *"
                          : layout.is_tied && workload.has_verdict() ? " ="
                                                                     : "",
                          x, y, heat_label_colour(share));
  }
  return {
      .title = "heat map",
      .text = fmt::format(
          "Speed-up of {}, {} scaling, by ranks and threads; * is the fastest: {} × {} with {:.2f}; = is not shown "
          "to be slower.",
          to_text(workload.workload), to_text(workload.scaling), best.layout.ranks, best.layout.threads, best.speedup),
      .script = data + "EOD\n" + labels +
                fmt::format("set xtics ({}) scale 0\nset ytics ({}) scale 0\nunset grid\nunset key\n"
                            "set xrange [-0.5:{}.5]\nset yrange [-0.5:{}.5]\nset xlabel 'threads in each rank'\n"
                            "set ylabel 'ranks'\n{}",
                            thread_ticks, rank_ticks, threads.size() - 1, ranks.size() - 1, heat_cells),
      .narrow_script = {},
      .height = static_cast<unsigned>(90 + 40 * ranks.size())};
}

}  // namespace squares
