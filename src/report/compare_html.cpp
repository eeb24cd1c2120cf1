#include <fmt/format.h>

#include <algorithm>

#include "report/compare_report.hpp"
#include "report/format.hpp"
#include "report/gnuplot.hpp"
#include "report/html.hpp"

namespace squares {
namespace {

constexpr const char *colour_of_a = "#7d8894", *colour_of_b = "#c2408c";

// Where a side's dots of a phase stand: beside each other in the order of the runs, so that none hides another.
double place_of(std::size_t column, bool is_b, std::size_t run, std::size_t runs) {
  constexpr double width = 0.28;
  const double along = runs > 1 ? static_cast<double>(run) / static_cast<double>(runs - 1) - 0.5 : 0;
  return static_cast<double>(column) + (is_b ? 0.2 : -0.2) + width * along;
}

// A column for each phase that all runs tell of, and for the total. Each dot is a run, over the median of A.
class Dots {
 public:
  explicit Dots(const RunComparison& runs) : runs_(runs) {
    auto comparison = runs.phases.begin();
    for (const Phase& phase : phases()) add(*comparison++, phase);
    add(runs.total, whole_run);
  }

  [[nodiscard]] bool empty() const { return columns_ == 0; }

  [[nodiscard]] std::string script() const {
    return fmt::format(
        "$a << EOD\n{}EOD\n$b << EOD\n{}EOD\n{}set xtics ({}) scale 0\nset xrange [-0.6:{}]\nset logscale y 2\n"
        "set yrange [{:.6g}:{:.6g}]\nset ylabel 'times the median of A'\n"
        "plot $a with points pt 7 ps 0.6 lc rgb '{}' title 'A', $b with points pt 7 ps 0.6 lc rgb '{}' title 'B'\n",
        a_, b_, medians_, ticks_, static_cast<double>(columns_) - 0.4, low_ / 1.15, high_ * 1.15, colour_of_a,
        colour_of_b);
  }

 private:
  void add(const PhaseComparison& compared, const Phase& phase) {
    if (!(compared.comparison.interval.high > 0)) return;
    ticks_ += fmt::format("{}'{}' {}", columns_ == 0 ? "" : ", ", phase.name, columns_);
    add_side(runs_.a, false, compared.median_a_s, compared.median_a_s, phase.seconds);
    add_side(runs_.b, true, compared.median_a_s, compared.median_b_s, phase.seconds);
    ++columns_;
  }

  void add_side(const std::vector<RunFile>& side, bool is_b, double unit_s, double median_s, double Phases::*seconds) {
    for (std::size_t run = 0; run < side.size(); ++run) {
      const double times = side[run].result.phases.*seconds / unit_s;
      (is_b ? b_ : a_) += fmt::format("{:.4f} {:.6g}\n", place_of(columns_, is_b, run, side.size()), times);
      low_ = std::min(low_, times);
      high_ = std::max(high_, times);
    }
    const double middle = static_cast<double>(columns_) + (is_b ? 0.2 : -0.2), height = median_s / unit_s;
    medians_ += fmt::format("set arrow from {:.4f},{:.6g} to {:.4f},{:.6g} nohead front lw 2 lc rgb '{}'\n",
                            middle - 0.17, height, middle + 0.17, height, is_b ? colour_of_b : colour_of_a);
  }

  const RunComparison& runs_;
  std::string a_, b_, medians_, ticks_;
  std::size_t columns_ = 0;
  double low_ = 1, high_ = 1;
};

std::string figure_of(const RunComparison& runs) {
  const Dots dots(runs);
  if (dots.empty()) return "";
  return figure_html({.title = "before and after",
                      .text = "Each dot is a run, each line a median; over the median of A of the same phase.",
                      .script = dots.script(),
                      .narrow_script = "set xtics rotate by 45 right\n" + dots.script(),
                      .height = 320});
}

Table table_of(const std::vector<Difference>& differences) {
  Table table{.columns = {{.head = "fact", .align = Align::left},
                          {.head = "A", .align = Align::left},
                          {.head = "B", .align = Align::left}}};
  for (const Difference& one : differences) table.rows.push_back({{one.fact, one.a, one.b}});
  return table;
}

}  // namespace

std::string comparison_html(const RunComparison& runs) {
  const Range range = runs.a.front().result.plan.range;
  const Change change = runs.total.comparison.change;
  const std::string title = fmt::format("Squares of {}..{}: A and B", grouped(range.first), grouped(range.last()));
  std::string html = begin_html(title);
  html += paragraph_html(comparison_verdict(runs), change == Change::slower   ? "verdict bad"
                                                   : change == Change::faster ? "verdict good"
                                                                              : "verdict");
  html += figure_of(runs) + table_html(comparison_table(runs));
  html += section_html("What differs",
                       runs.differences.empty()
                           ? paragraph_html("the facts are the same on both sides, as far as the files tell")
                           : table_html(table_of(runs.differences)));
  html += section_html("Runs", facts_html({{"A", comparison_names(runs.a)}, {"B", comparison_names(runs.b)}}));
  return html + end_html();
}

}  // namespace squares
