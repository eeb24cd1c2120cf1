#include <fmt/format.h>

#include <vector>

#include "record/description.hpp"
#include "report/compare_report.hpp"
#include "report/dots_plot.hpp"
#include "report/format.hpp"
#include "report/html.hpp"

namespace squares {
namespace {

std::vector<double> over(double unit_s, const std::vector<RunFile>& side, Member<Phases, double> seconds) {
  std::vector<double> times;
  for (const RunFile& run : side) times.push_back(run.result.phases.*seconds / unit_s);
  return times;
}

// A column for each phase that all runs tell of, and for the total.
std::vector<DotColumn> columns_of(const RunComparison& runs) {
  std::vector<DotColumn> columns;
  const auto add = [&](const PhaseComparison& compared, const Phase& phase) {
    if (!(compared.comparison.interval.high > 0)) return;
    columns.push_back({phase.name, over(compared.median_a_s, runs.a, phase.seconds),
                       over(compared.median_a_s, runs.b, phase.seconds)});
  };
  auto comparison = runs.phases.begin();
  for (const Phase& phase : phases()) add(*comparison++, phase);
  add(runs.total, whole_run);
  return columns;
}

std::string figure_of(const RunComparison& runs) {
  const std::vector<DotColumn> columns = columns_of(runs);
  if (columns.empty()) return "";
  return figure_html(
      dots_plot(columns, "Each dot is a run, each line a median; over the median of A of the same phase."));
}

Table table_of(const std::vector<Difference>& differences) {
  Table table{.columns = {{.head = "fact", .align = Align::left},
                          {.head = "A", .align = Align::left},
                          {.head = "B", .align = Align::left}}};
  for (const Difference& one : differences) table.rows.push_back({{one.fact, one.a, one.b}});
  return table;
}

}  // namespace

std::string differences_html(const std::vector<Difference>& differences) {
  return section_html("What differs",
                      differences.empty()
                          ? paragraph_html("the facts are the same on both sides, as far as the files tell")
                          : table_html(table_of(differences)));
}

std::string comparison_html(const RunComparison& runs) {
  const Range range = runs.a.front().result.plan.range;
  const Change change = runs.total.comparison.change;
  const std::string title = fmt::format("Squares of {}..{}: A and B", grouped(range.first), grouped(range.last()));
  std::string html = begin_html(title);
  html += paragraph_html(comparison_verdict(runs), change == Change::slower   ? "verdict bad"
                                                   : change == Change::faster ? "verdict good"
                                                                              : "verdict");
  html += figure_of(runs) + table_html(comparison_table(runs));
  html += differences_html(runs.differences);
  html += section_html("Runs", facts_html({{"A", comparison_names(runs.a)}, {"B", comparison_names(runs.b)}}));
  return html + end_html();
}

}  // namespace squares
