// Runs A and runs B of the same range: what took longer, and what differs besides.
#pragma once

#include <string>
#include <vector>

#include "core/comparison.hpp"
#include "record/file_facts.hpp"
#include "report/json.hpp"
#include "report/table.hpp"

namespace squares {

struct PhaseComparison {
  std::string phase;
  double median_a_s = 0;
  double median_b_s = 0;
  Comparison comparison;
};

// A fact that is not the same on both sides.
struct Difference {
  std::string fact;
  std::string a;
  std::string b;
};

// A line each, and a section of a page.
std::string differences_text(const std::vector<Difference>& differences);
std::string differences_html(const std::vector<Difference>& differences);

struct RunComparison {
  std::vector<RunFile> a;
  std::vector<RunFile> b;
  PhaseComparison total;  // the verdict on the whole
  std::vector<PhaseComparison> phases;
  std::vector<Difference> differences;
};

// Of at least one run a side. Looks at the file systems that they lie on. Throws Error(usage) for runs that cannot be
// compared: of different ranges, unfinished or resumed.
RunComparison compare_runs(std::vector<RunFile> a, std::vector<RunFile> b);

// The phases, and the total last.
Table comparison_table(const RunComparison& runs);
std::string comparison_verdict(const RunComparison& runs);  // without a full stop
std::string comparison_names(const std::vector<RunFile>& side);

std::string comparison_text(const RunComparison& runs);
std::string comparison_html(const RunComparison& runs);  // a page, with a dot for each run
Json comparison_json(const RunComparison& runs);

}  // namespace squares
