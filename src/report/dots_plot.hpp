// Samples of A and B side by side.
#pragma once

#include <string>
#include <vector>

#include "report/gnuplot.hpp"

namespace squares {

// Over the median of A; at least one a side.
struct DotColumn {
  std::string name;
  std::vector<double> a, b;
};

// A dot for each value, and a line at each median. Of at least one column. `text` says what a dot is.
Plot dots_plot(const std::vector<DotColumn>& columns, std::string text);

}  // namespace squares
