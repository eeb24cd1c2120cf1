#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "core/decimal.hpp"
#include "report/format.hpp"
#include "report/html_parts.hpp"
#include "report/html_text.hpp"
#include "report/launches.hpp"
#include "report/run_plots.hpp"

namespace squares {
namespace {

constexpr std::size_t most_rows = 64;  // of a table; more ranks are put together

using Cells = std::vector<std::vector<std::string>>;

std::string milliseconds(double seconds) { return std::isfinite(seconds) ? fmt::format("{:.2f}", 1e3 * seconds) : "-"; }

std::string verdict_of(const RunResult& result) {
  const std::string count = grouped(result.plan.range.count);
  const std::string how = result.plan.verify == Verify::file     ? "read back from the file"
                          : result.plan.verify == Verify::memory ? "compared in memory before they were written"
                                                                 : "";
  if (how.empty()) return "<p class=\"verdict warn\">Unchecked: no square was compared, so no rate is given.</p>\n";
  return fmt::format("<p class=\"verdict good\">✓ All {} squares are right, {}.</p>\n", count, how);
}

std::string tile(const std::string& value, const std::string& name) {
  return "<div><b>" + escaped(value) + "</b><span>" + escaped(name) + "</span></div>\n";
}

std::string tiles_of(const RunResult& result) {
  const Plan& plan = result.plan;
  std::string tiles = tile(fmt::format("{} × {}", plan.ranks, plan.threads), "ranks × threads") +
                      tile(fmt::format("{:.3f} s", result.phases.total_s), "in all") +
                      tile(human_bytes(result.file_bytes), "file");
  if (result.checked_numbers > 0 && result.phases.store_s > 0) {
    const auto bytes = static_cast<double>(stored_numbers(result) * bytes_per_square(plan.width()));
    tiles += tile(human_rate(bytes / result.phases.store_s, "B"), "computed and written");
  }
  return "<div class=\"tiles\">\n" + tiles + "</div>\n";
}

std::string phases_of(const RunResult& result) {
  constexpr std::array colours{"#8b6fc0", "#c66b8e", "#3b82c4", "#e08a1e", "#3fa66a", "#3aa5a5"};  // over and over
  const double total_s = result.phases.total_s;
  std::string bar, text, rows;
  const auto add = [&](const char* name, double seconds, const char* colour) {
    const double share = 100 * std::max(0.0, seconds) / total_s;
    bar += fmt::format("<i style=\"width:{:.3f}%;background:{}\"></i>", share, colour);
    text += fmt::format("{}{} {:.0f} %", text.empty() ? "" : ", ", name, share);
    rows += fmt::format("<tr><td><span style=\"color:{}\">■</span> {}</td><td>{}</td><td>{:.1f} %</td></tr>\n", colour,
                        name, milliseconds(seconds), share);
  };
  std::size_t next = 0;
  for (const Phase& phase : phases())
    add(phase.name, result.phases.*phase.seconds, colours.at(next++ % colours.size()));
  add("other", result.phases.other_s(), "#a3abb5");
  return fmt::format("<div class=\"bar\" role=\"img\" aria-label=\"Shares of the phases: {}\">{}</div>\n", text, bar) +
         "<div class=\"scroll\"><table>\n<tr><th>phase</th><th>ms</th><th>share</th></tr>\n" + rows +
         fmt::format("<tr><td>total</td><td>{}</td><td></td></tr>\n</table></div>\n", milliseconds(total_s));
}

// `size` ranks from `first` on: their numbers and blocks in all, and their times on average.
std::vector<std::string> row_of(const std::vector<RankReport>& ranks, std::size_t first, std::size_t size) {
  std::uint64_t numbers = 0, blocks = 0;
  const auto mean = [&](double RankReport::*time) {
    double sum = 0;
    for (std::size_t i = first; i < first + size; ++i) sum += ranks[i].*time;
    return milliseconds(sum / static_cast<double>(size));
  };
  for (std::size_t i = first; i < first + size; ++i) {
    numbers += ranks[i].numbers;
    blocks += ranks[i].blocks;
  }
  const std::string name = size == 1 ? std::to_string(ranks[first].rank)
                                     : fmt::format("{}–{}", ranks[first].rank, ranks[first + size - 1].rank);
  return {name,
          grouped(numbers),
          grouped(blocks),
          mean(&RankReport::compute_s),
          mean(&RankReport::write_s),
          mean(&RankReport::wait_s),
          mean(&RankReport::check_s)};
}

std::string rank_table(const std::vector<RankReport>& ranks) {
  const std::size_t size = ceil_divide(ranks.size(), most_rows);
  Cells cells{{"rank", "numbers", "blocks", "compute ms", "write ms", "wait ms", "check ms"}};
  for (std::size_t first = 0; first < ranks.size(); first += size) {
    cells.push_back(row_of(ranks, first, std::min(size, ranks.size() - first)));
  }
  return table_html(size == 1 ? ""
                              : fmt::format("{}: a row is up to {} of them, with their numbers and blocks in all, "
                                            "and their mean times.",
                                            plural(ranks.size(), "rank"), size),
                    cells);
}

std::string imbalance_of(const std::vector<RankReport>& ranks) {
  const auto slowest = slowest_of(ranks);
  if (!slowest) return "";
  return fmt::format("<p>Imbalance: rank {} computed and wrote for {:.0f} % longer than the mean of {} ms.</p>\n",
                     slowest->rank.rank, 100 * slowest->over_mean, milliseconds(slowest->mean_s));
}

// Hosts, with their ranks and masks.
std::string places_of(const std::vector<RankReport>& ranks) {
  std::map<std::pair<std::string, std::string>, std::vector<std::uint32_t>> places;
  for (const RankReport& rank : ranks) places[{rank.host.str(), rank.cpus.str()}].push_back(rank.rank);
  Cells cells{{"host", "processors", "ranks"}};
  for (const auto& [place, who] : places) {
    if (cells.size() > most_rows) break;
    std::string list;
    for (std::size_t i = 0; i < who.size();) {
      std::size_t end = i;
      while (end + 1 < who.size() && who[end + 1] == who[end] + 1) ++end;
      if (list.size() > 60) {
        list += ", …";
        break;
      }
      list += fmt::format("{}{}", list.empty() ? "" : ", ", who[i]) + (end > i ? fmt::format("–{}", who[end]) : "");
      i = end + 1;
    }
    cells.push_back({place.first, place.second, list});
  }
  return table_html(
      places.size() > most_rows ? fmt::format("The first {} of {} places.", most_rows, places.size()) : "", cells);
}

std::vector<std::pair<std::string, std::string>> provenance_of(const RunResult& result) {
  const Provenance& from = result.provenance;
  return {{"file", result.file},
          {"made", from.created},
          {"squares", from.squares_version},
          {"with", libraries_of(from)},
          {"Slurm job", from.slurm_job},
          {"blocks", fmt::format("{}, schedule {}", grouped(result.plan.blocks), to_text(result.plan.schedule))},
          {"attempts", std::to_string(result.attempt)},
          {"sum of all squares", sum_of_squares(result.plan.range)}};
}

std::string heading(const RunResult& result) {
  return fmt::format("<h2>Squares of {}..{}</h2>\n", grouped(result.plan.range.first),
                     grouped(result.plan.range.last()));
}

}  // namespace

std::string run_html(const RunFile& run) {
  const RunResult& result = run.result;
  const std::vector<RankReport> ranks = latest_ranks(result);
  std::string html = heading(result) + verdict_of(result) + tiles_of(result);
  if (ranks.empty()) {
    html += "<p class=\"missing\">The file does not tell its ranks.</p>\n";
  } else {
    html += section_html("Timeline", figure_html(timeline_plot(run)));
  }
  if (result.phases.total_s > 0) html += section_html("Phases", phases_of(result));
  if (!ranks.empty()) {
    html += section_html("Ranks", figure_html(numbers_plot(result)) + imbalance_of(ranks) + rank_table(ranks));
    html += section_html("Where it ran", places_of(ranks));
  }
  return html + section_html("Provenance", list_html(provenance_of(result))) +
         section_html("To repeat it", command_html(launch_of(result)));
}

std::string part_html(const RunFile& part) {
  const RunResult& result = part.result;
  const PartState& state = *part.part;
  const double share = 100 * static_cast<double>(state.done_numbers) / static_cast<double>(result.plan.range.count);
  std::string html = heading(result) +
                     fmt::format("<p class=\"verdict warn\">{}: {} of {} blocks are done, {:.1f} %.</p>\n",
                                 state.goes_on ? "The run goes on" : "Not finished, and nobody works on it",
                                 grouped(state.done_blocks), grouped(result.plan.blocks), share) +
                     fmt::format(
                         "<div class=\"bar\" role=\"img\" aria-label=\"{0:.1f} % done\"><i style=\"width:{0:.3f}%;"
                         "background:#3b82c4\"></i></div>\n",
                         share);
  const std::vector<RankReport> ranks = latest_ranks(result);
  if (!ranks.empty()) html += section_html("Who is on it", places_of(ranks));
  if (!state.goes_on) html += section_html("To finish it", command_html(continuing_launch(result)));
  return html + section_html("Provenance", list_html(provenance_of(result)));
}

}  // namespace squares
