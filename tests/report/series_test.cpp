#include "report/series.hpp"

#include <gtest/gtest.h>

#include "support/sample.hpp"

namespace squares {
namespace {

RunFile run_of(std::uint64_t last, std::uint32_t ranks, double store_s, const char* host = "one") {
  RunFile run{.name = std::to_string(last) + "-" + std::to_string(ranks),
              .result = sample_result({.last = last}, ranks)};
  run.result.phases.store_s = store_s;
  run.result.phases.total_s = 2 * store_s;
  for (RankReport& rank : run.result.ranks) rank.host = std::string(host);
  return run;
}

TEST(series, runs_of_one_range_are_a_strong_series_over_the_fewest_workers) {
  const std::vector<RunFile> runs{run_of(1000, 4, 2), run_of(1000, 2, 3), run_of(1000, 2, 5)};
  const AllSeries all = series_of(runs);
  ASSERT_EQ(all.series.size(), 1U);
  const Series& series = all.series.front();
  EXPECT_EQ(series.scaling, Scaling::strong);
  ASSERT_EQ(series.rows.size(), 2U);
  EXPECT_EQ(series.base().layout, (Layout{2, 1}));
  EXPECT_DOUBLE_EQ(series.base().store.median_s, 4);
  EXPECT_DOUBLE_EQ(series.rows[1].store.speedup, 2);
  EXPECT_DOUBLE_EQ(series.rows[1].store.efficiency, 1);  // twice as fast on twice the workers
  EXPECT_TRUE(all.not_compared.empty());
}

TEST(series, as_many_numbers_for_each_worker_are_a_weak_series_whose_speedup_is_of_the_rate) {
  const std::vector<RunFile> runs{run_of(1000, 1, 2), run_of(2000, 2, 2), run_of(4000, 4, 4)};
  const AllSeries all = series_of(runs);
  ASSERT_EQ(all.series.size(), 1U);
  const Series& series = all.series.front();
  EXPECT_EQ(series.scaling, Scaling::weak);
  ASSERT_EQ(series.rows.size(), 3U);
  EXPECT_DOUBLE_EQ(series.rows[1].store.speedup, 2);
  EXPECT_DOUBLE_EQ(series.rows[1].store.efficiency, 1);
  EXPECT_DOUBLE_EQ(series.rows[2].store.efficiency, 0.5);
}

TEST(series, hosts_versions_and_ways_of_checking_are_never_mixed_and_that_is_said) {
  std::vector<RunFile> runs{run_of(1000, 1, 2), run_of(1000, 2, 1, "two"), run_of(1000, 2, 1), run_of(1000, 4, 1)};
  runs[2].result.provenance.squares_version = "0.2.0";
  runs[3].result.plan.verify = Verify::none;
  const AllSeries all = series_of(runs);
  EXPECT_EQ(all.series.size(), 4U);
  for (const Series& series : all.series) EXPECT_EQ(series.rows.size(), 1U);
  ASSERT_EQ(all.not_compared.size(), 1U);
  for (const char* word : {"machine", "version", "check"}) {
    EXPECT_NE(all.not_compared.front().find(word), std::string::npos) << word;
  }
}

TEST(series, files_that_share_a_host_with_a_third_are_of_one_machine) {
  std::vector<RunFile> runs{run_of(1000, 1, 2, "a"), run_of(1000, 2, 2, "b"), run_of(1000, 4, 2, "a")};
  runs[2].result.ranks.back().host = std::string("b");
  EXPECT_EQ(series_of(runs).series.size(), 1U);
}

TEST(series, a_resumed_run_is_left_out_and_named) {
  std::vector<RunFile> runs{run_of(1000, 1, 2), run_of(1000, 2, 2)};
  runs[1].result.attempt = 2;
  const AllSeries all = series_of(runs);
  EXPECT_EQ(all.series.size(), 1U);
  EXPECT_EQ(all.series.front().rows.size(), 1U);
  ASSERT_EQ(all.not_compared.size(), 1U);
  EXPECT_NE(all.not_compared.front().find("resumed"), std::string::npos);
}

}  // namespace
}  // namespace squares
