#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/decimal.hpp"
#include "report/format.hpp"
#include "report/html.hpp"
#include "report/launch_lines.hpp"
#include "report/plots.hpp"
#include "report/run_report.hpp"
#include "report/run_tables.hpp"

namespace squares {
namespace {

constexpr std::size_t most_rows = 64;  // of a table

std::string verdict_html(const RunResult& result) {
  const std::string how = checked_how(result);
  if (how.empty()) return "<p class=\"verdict warn\">Unchecked: no square was compared, so no rate is given.</p>\n";
  return fmt::format("<p class=\"verdict good\">✓ All {} squares are right, {}.</p>\n",
                     grouped(result.plan.range.count), how);
}

std::string tile(const std::string& value, const std::string& name) {
  return "<div><b>" + escaped(value) + "</b><span>" + escaped(name) + "</span></div>\n";
}

std::string tiles_html(const RunResult& result) {
  const Plan& plan = result.plan;
  std::string tiles = tile(layout_text({plan.ranks, plan.threads}), "ranks × threads") +
                      tile(fmt::format("{:.3f} s", result.phases.whole_s()), "in all") +
                      tile(human_bytes(result.file_bytes), "file");
  if (result.checked_numbers > 0 && result.phases.store_s > 0) {
    const auto bytes = static_cast<double>(stored_numbers(result) * bytes_per_square(plan.width()));
    tiles += tile(human_rate(bytes / result.phases.store_s, "B"), "computed and written");
  }
  return "<div class=\"tiles\">\n" + tiles + "</div>\n";
}

// A bar with a piece for each phase, in the colours of the table's rows; the large ones have their names on them.
std::string phases_html(const RunResult& result) {
  std::string bar, text;
  std::size_t place = 0;
  const auto add = [&](const char* name, double seconds, const char* colour) {
    const double share = 100 * std::max(0.0, seconds) / result.phases.whole_s();
    constexpr double room_for_a_name = 9;  // percent; a phone cuts off what is too long
    bar += fmt::format("<i style=\"width:{:.3f}%;background:{}\">{}</i>", share, colour,
                       share < room_for_a_name ? "" : name);
    text += fmt::format("{}{} {:.0f} %", text.empty() ? "" : ", ", name, share);
  };
  if (std::isfinite(result.phases.mpirun_s)) add(before_run.name, result.phases.mpirun_s, colour_of_mpirun);
  for (const Phase& phase : phases()) add(phase.name, result.phases.*phase.seconds, phase_colour(place++));
  add("other", result.phases.other_s(), phase_colour(place));
  return fmt::format("<div class=\"bar\" role=\"img\" aria-label=\"Shares of the phases: {}\">{}</div>\n", text, bar) +
         table_html(phases_table(result, in_milliseconds));
}

// Without the hosts, which have a table of their own.
Table ranks_alone(const std::vector<RankReport>& ranks) {
  Table table = ranks_table(ranks, in_milliseconds, most_rows, most_rows);
  table.columns.pop_back();
  for (Row& row : table.rows) row.cells.pop_back();
  return table;
}

// By the other schedules all ranks have as many, but for a block.
std::string numbers_html(const RunResult& result) {
  return result.plan.schedule == Schedule::dynamic ? figure_html(numbers_plot(result)) : "";
}

std::string remarks_html(const RunResult& result) {
  std::string html;
  for (const std::string& remark : remarks_on(result, in_milliseconds)) html += paragraph_html(remark);
  return html;
}

std::string provenance_html(const RunResult& result) {
  Facts facts = provenance_facts(result.provenance);
  facts.insert(facts.begin(), {"file", result.file});
  facts.insert(facts.end(),
               {{"stored", storage_text(result.storage)},
                {"read back", sources_text(result.sources)},
                {"blocks", fmt::format("{}, schedule {}", grouped(result.plan.blocks), to_text(result.plan.schedule))},
                {"attempts", std::to_string(result.attempt)},
                {"sum of all squares", sum_of_squares(result.plan.range)}});
  return section_html("Provenance", facts_html(facts));
}

std::string heading_html(const RunResult& result) {
  return fmt::format("<h2>Squares of {}..{}</h2>\n", grouped(result.plan.range.first),
                     grouped(result.plan.range.last()));
}

}  // namespace

std::string run_html(const RunFile& run) {
  const RunResult& result = run.result;
  const std::vector<RankReport> ranks = latest_ranks(result);
  std::string html = heading_html(result) + verdict_html(result) + tiles_html(result);
  if (result.phases.total_s > 0) html += section_html("Phases", phases_html(result));
  html += section_html("Timeline", figure_html(timeline_plot(run)));
  html += section_html("Ranks", numbers_html(result) + remarks_html(result) + table_html(ranks_alone(ranks)));
  html += section_html("Where it ran", table_html(places_table(ranks, most_rows)));
  return html + provenance_html(result) + section_html("To repeat it", command_html(launch_of(result)));
}

std::string part_html(const RunFile& part) {
  const RunResult& result = part.result;
  const double share =
      100 * static_cast<double>(part.part->done_numbers) / static_cast<double>(result.plan.range.count);
  std::string html = heading_html(result) + paragraph_html(state_text(part), "verdict warn") +
                     paragraph_html("done: " + progress_text(part)) +
                     fmt::format(
                         "<div class=\"bar\" role=\"img\" aria-label=\"{0:.1f} % done\"><i style=\"width:{0:.3f}%;"
                         "background:{1}\"></i></div>\n",
                         share, "#3b82c4");
  const std::vector<RankReport> ranks = latest_ranks(result);
  html += section_html("Who is on it", table_html(workers_table(ranks, most_rows)));
  if (ranks.size() > most_rows) html += section_html("Where it ran", table_html(places_table(ranks, most_rows)));
  if (!part.part->goes_on) html += section_html("To finish it", command_html(continuing_launch(part)));
  return html + provenance_html(result);
}

}  // namespace squares
