#include "report/compare_report.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

#include "core/error.hpp"
#include "support/sample.hpp"

namespace squares {
namespace {

std::vector<RunFile> runs_of(std::size_t count, double factor = 1) {
  std::vector<RunFile> runs;
  for (std::size_t i = 0; i < count; ++i) {
    runs.push_back({.name = "run", .result = sample_result({}, 2)});
    const double noise = 1 + 0.01 * static_cast<double>(i);
    Phases& phases = runs.back().result.phases;
    phases.store_s *= noise * factor;
    phases.total_s = 0.75 + phases.store_s;
  }
  return runs;
}

TEST(compare_report, a_slower_phase_is_named_and_the_others_are_not) {
  const RunComparison runs = compare_runs(runs_of(5), runs_of(5, 1.5));
  EXPECT_EQ(runs.total.comparison.change, Change::slower);
  for (const PhaseComparison& phase : runs.phases) {
    EXPECT_EQ(phase.comparison.change, phase.phase == "store" ? Change::slower : Change::none_shown) << phase.phase;
  }
  EXPECT_TRUE(runs.differences.empty());
}

TEST(compare_report, facts_that_differ_are_told_with_both_values) {
  std::vector<RunFile> b = runs_of(1);
  b.front().result.provenance.mpi_version = "another";
  const RunComparison runs = compare_runs(runs_of(1), std::move(b));
  ASSERT_EQ(runs.differences.size(), 1U);
  EXPECT_EQ(runs.differences.front().fact, "MPI");
  EXPECT_EQ(runs.differences.front().b, "another");
}

TEST(compare_report, a_phase_that_a_run_did_not_have_is_not_compared) {
  std::vector<RunFile> b = runs_of(5);
  b.front().result.phases.check_s = 0;
  const RunComparison runs = compare_runs(runs_of(5), std::move(b));
  EXPECT_EQ(runs.phases[4].phase, "check");
  EXPECT_EQ(runs.phases[4].comparison.change, Change::unknown);
}

TEST(compare_report, a_phase_that_a_run_does_not_tell_has_no_median) {
  std::vector<RunFile> b = runs_of(5);
  b[0].result.phases.sync_s = unknown_s;
  const RunComparison runs = compare_runs(runs_of(5), std::move(b));
  EXPECT_EQ(runs.phases[3].phase, "sync");
  EXPECT_TRUE(std::isnan(runs.phases[3].median_b_s));
  EXPECT_EQ(runs.phases[3].comparison.change, Change::unknown);
}

TEST(compare_report, other_ranges_parts_and_resumed_runs_are_refused) {
  std::vector<RunFile> other = runs_of(1), part = runs_of(1), resumed = runs_of(1);
  other.front().result.plan.range.count += 1;
  part.front().part = PartState();
  resumed.front().result.attempt = 2;
  for (const auto& b : {other, part, resumed}) EXPECT_THROW(compare_runs(runs_of(1), b), Error);
}

TEST(compare_report, no_line_is_wider_than_80_columns) {
  std::istringstream lines(comparison_text(compare_runs(runs_of(5), runs_of(5, 1234))));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
}

}  // namespace
}  // namespace squares
