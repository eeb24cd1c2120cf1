// How often `squares compare` is wrong, on times that are drawn: of 1,000 comparisons of equals those that show a
// difference, and of 1,000 with a known difference those that show none, or whose interval does not have it.
#include <fmt/format.h>

#include <cstddef>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "core/comparison.hpp"

namespace {

using Times = std::vector<double>;
using Draw = std::function<double()>;

constexpr int comparisons = 1000;

struct Counts {
  int wrong = 0;    // shown of equals; shown the wrong way round of others
  int silent = 0;   // shows none
  int outside = 0;  // the interval does not have the difference
};

Counts compare(double factor, std::size_t runs, const Draw& draw) {
  Counts counts;
  for (int i = 0; i < comparisons; ++i) {
    Times a(runs), b(runs);
    for (double& time : a) time = draw();
    for (double& time : b) time = factor * draw();
    const squares::Comparison found = squares::compare_times(a, b);
    const bool is_shown = found.change == squares::Change::slower || found.change == squares::Change::faster;
    counts.wrong += is_shown && (factor == 1 || (found.ratio > 1) != (factor > 1)) ? 1 : 0;
    counts.silent += is_shown ? 0 : 1;
    counts.outside += found.interval.contains(factor) ? 0 : 1;
  }
  return counts;
}

}  // namespace

int main() {
  std::mt19937_64 dice(20'261'126);
  fmt::print(
      "{} comparisons a row, of times that are drawn (squares::compare_times, 95 % confidence; seed 20261126).\n"
      "Promised: at most 5 % of comparisons of equals show a difference; at most 5 % of intervals miss.\n"
      "The standard deviation of a row's 5 % is 0.7 %.\n"
      "Not promised, but good to know: how often a difference of 5 % is not shown.\n\n"
      "                                  equals                 B 5 % slower\n"
      "noise                runs    shown  intervals   not shown  shown as  intervals\n"
      "                    a side  at all       miss      at all    faster       miss\n",
      comparisons);
  const auto percent = [](int count) { return fmt::format("{:.1f} %", 100.0 * count / comparisons); };
  for (const double noise : {0.01, 0.03, 0.1}) {
    for (const bool is_disturbed : {false, true}) {
      const Draw draw = [&] {
        const double time = std::lognormal_distribution<>(0, noise)(dice);
        return is_disturbed && std::bernoulli_distribution(0.1)(dice) ? 1.5 * time : time;
      };
      for (const std::size_t runs : {5U, 7U, 10U, 20U, 40U, 100U}) {
        const Counts equals = compare(1, runs, draw), slower = compare(1.05, runs, draw);
        fmt::print("{:<19} {:>6} {:>7} {:>10} {:>11} {:>9} {:>10}\n",
                   fmt::format("{:.0f} %{}", 100 * noise, is_disturbed ? ", 1 in 10 x1.5" : ""), runs,
                   percent(equals.wrong), percent(equals.outside), percent(slower.silent), percent(slower.wrong),
                   percent(slower.outside));
      }
    }
  }
}
