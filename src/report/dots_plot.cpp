#include "report/dots_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/statistics.hpp"

namespace squares {
namespace {

constexpr const char *colour_of_a = "#7d8894", *colour_of_b = "#c2408c";

// Where a side's dots of a column stand: beside each other in their order, so that none hides another.
double place_of(std::size_t column, bool is_b, std::size_t dot, std::size_t dots) {
  constexpr double width = 0.28;
  const double along = dots > 1 ? static_cast<double>(dot) / static_cast<double>(dots - 1) - 0.5 : 0;
  return static_cast<double>(column) + (is_b ? 0.2 : -0.2) + width * along;
}

class Dots {
 public:
  void add(const DotColumn& column) {
    ticks_ += fmt::format("{}{} {}", columns_ == 0 ? "" : ", ", quoted_label(column.name), columns_);
    add_side(column.a, false);
    add_side(column.b, true);
    ++columns_;
  }

  [[nodiscard]] std::string script() const {
    return fmt::format(
        "$a << EOD\n{}EOD\n$b << EOD\n{}EOD\n{}set xtics ({}) scale 0\nset xrange [-0.6:{}]\nset logscale y 2\n"
        "set yrange [{:.6g}:{:.6g}]\nset ylabel 'times the median of A'\n"
        "plot $a with points pt 7 ps 0.6 lc rgb '{}' title 'A', $b with points pt 7 ps 0.6 lc rgb '{}' title 'B'\n",
        a_, b_, medians_, ticks_, static_cast<double>(columns_) - 0.4, low_ / 1.15, high_ * 1.15, colour_of_a,
        colour_of_b);
  }

 private:
  void add_side(const std::vector<double>& values, bool is_b) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      (is_b ? b_ : a_) += fmt::format("{:.4f} {:.6g}\n", place_of(columns_, is_b, i, values.size()), values[i]);
      low_ = std::min(low_, values[i]);
      high_ = std::max(high_, values[i]);
    }
    const double middle = static_cast<double>(columns_) + (is_b ? 0.2 : -0.2), height = median(values);
    medians_ += fmt::format("set arrow from {:.4f},{:.6g} to {:.4f},{:.6g} nohead front lw 2 lc rgb '{}'\n",
                            middle - 0.17, height, middle + 0.17, height, is_b ? colour_of_b : colour_of_a);
  }

  std::string a_, b_, medians_, ticks_;
  std::size_t columns_ = 0;
  double low_ = 1, high_ = 1;
};

}  // namespace

Plot dots_plot(const std::vector<DotColumn>& columns, std::string text) {
  Dots dots;
  for (const DotColumn& column : columns) dots.add(column);
  return {.title = "before and after",
          .text = std::move(text),
          .script = dots.script(),
          .narrow_script = "set xtics rotate by 45 right\n" + dots.script(),
          .height = 320};
}

}  // namespace squares
