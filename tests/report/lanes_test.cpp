#include "report/lanes.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/ledger.hpp"
#include "report/trace.hpp"
#include "support/sample.hpp"

namespace squares {
namespace {

struct LanesTest : testing::Test {
  static RunFile run_of(const std::vector<LedgerRow>& rows, std::uint32_t ranks, std::uint32_t threads,
                        std::size_t most_stretches = 100) {
    RunFile run{.name = "run", .result = sample_result({.last = 1000, .block_length = 100}, ranks, threads)};
    TimelineBuilder timeline(most_stretches);
    for (std::size_t block = 0; block < rows.size(); ++block) timeline.add(block, rows[block]);
    run.timeline = timeline.take();
    return run;
  }
  static LedgerRow row(std::uint32_t rank, double start_s, double compute_s, double write_s,
                       std::uint32_t attempt = 1) {
    return sealed({.count = 100,
                   .rank = rank,
                   .attempt = attempt,
                   .start_s = start_s,
                   .compute_s = compute_s,
                   .write_s = write_s,
                   .state = BlockState::done});
  }
  static void expect_order(const Lanes& lanes) {
    for (const Lane& lane : lanes.lanes) {
      for (std::size_t i = 0; i < lane.events.size(); ++i) {
        EXPECT_LT(lane.events[i].begin_s, lane.events[i].end_s);
        if (i == 0) continue;
        EXPECT_LE(lane.events[i - 1].end_s, lane.events[i].begin_s);
      }
    }
  }
  static double seconds_of(const Lane& lane, Activity activity) {
    double sum = 0;
    for (const Event& event : lane.events) sum += event.activity == activity ? event.end_s - event.begin_s : 0;
    return sum;
  }
};

TEST_F(LanesTest, one_thread_computes_writes_waits_and_checks_until_the_phases_end) {
  const Lanes lanes = lanes_of(run_of({row(0, 0.02, 0.1, 0.05), row(0, 0.2, 0.1, 0.05)}, 1, 1));
  ASSERT_EQ(lanes.lanes.size(), 1U);
  const Lane& lane = lanes.lanes.front();
  expect_order(lanes);
  EXPECT_NEAR(seconds_of(lane, Activity::compute), 0.2, 1e-12);
  EXPECT_NEAR(seconds_of(lane, Activity::write), 0.1, 1e-12);
  EXPECT_NEAR(seconds_of(lane, Activity::check), 0.3, 1e-12);
  EXPECT_NEAR(seconds_of(lane, Activity::wait), 0.5 - 0.3, 1e-12);  // what is left of the store phase
  EXPECT_NEAR(lane.events.front().begin_s, 0.4 + 0.01, 1e-12);      // after launch and create
  EXPECT_NEAR(lane.events.back().end_s, 0.4 + 0.01 + 0.5 + 0.02 + 0.3, 1e-12);
}

TEST_F(LanesTest, a_team_has_a_lane_for_each_thread_and_the_main_thread_writes_every_block) {
  // The last block is computed before the one before it is written.
  const Lanes lanes =
      lanes_of(run_of({row(0, 0.02, 0.01, 0.1), row(0, 0.04, 0.01, 0.1), row(0, 0.15, 0.01, 0.1)}, 1, 2));
  ASSERT_EQ(lanes.lanes.size(), 3U);
  expect_order(lanes);
  EXPECT_NEAR(seconds_of(lanes.lanes[0], Activity::write), 0.3, 1e-12);
  EXPECT_EQ(seconds_of(lanes.lanes[0], Activity::compute), 0);
  for (const std::size_t thread : {1U, 2U})
    EXPECT_NEAR(seconds_of(lanes.lanes[thread], Activity::compute), 0.03, 1e-12);
}

TEST_F(LanesTest, times_that_cannot_be_still_do_not_overlap) {
  RunFile run = run_of({row(0, 5, 1, 9), row(0, 1, 7, 0), row(0, -3, 1, 1), row(0, 1, -4, -4)}, 1, 3);
  expect_order(lanes_of(run));
  run.result.phases = {};
  run.result.ranks.front().check_s = unknown_s;
  expect_order(lanes_of(run));
}

TEST_F(LanesTest, as_many_threads_as_a_file_claims_take_no_more_than_so_many_lanes) {
  RunFile run = run_of({row(0, 0.02, 0.1, 0.05)}, 1024, 1);
  for (RankReport& rank : run.result.ranks) rank.threads = 4096;
  EXPECT_LE(lanes_of(run).lanes.size(), 1024U + (1U << 18));
}

TEST_F(LanesTest, attempts_follow_each_other_and_a_resumed_run_compares_before_it_stores) {
  RunFile run = run_of({row(0, 0.1, 0.2, 0.3), row(0, 0.11, 0.1, 0.1, 2)}, 1, 1);
  run.result.attempt = 2;
  run.result.ranks.push_back(run.result.ranks.front());
  run.result.ranks.back().attempt = 2;
  const Lanes lanes = lanes_of(run);
  ASSERT_EQ(lanes.lanes.size(), 2U);
  expect_order(lanes);
  const double first_s = lanes.lanes[0].events.back().end_s;
  EXPECT_NEAR(first_s, 0.6, 1e-12);
  EXPECT_GE(lanes.lanes[1].events.front().begin_s, first_s);
  EXPECT_EQ(lanes.lanes[1].events.front().activity, Activity::check);
  EXPECT_NEAR(seconds_of(lanes.lanes[1], Activity::check), 0.3, 1e-12);
  EXPECT_STREQ(span_named("recheck", lanes.phases).name, "recheck");
}

TEST_F(LanesTest, a_long_ledger_makes_a_short_trace_that_says_so) {
  std::vector<LedgerRow> rows;
  for (int i = 0; i < 5000; ++i) rows.push_back(row(0, 0.0001 * i, 0.00005, 0.00003));
  const RunFile run = run_of(rows, 1, 1, 64);
  const Lanes lanes = lanes_of(run);
  EXPECT_TRUE(lanes.is_thinned);
  expect_order(lanes);
  EXPECT_LT(lanes.lanes.front().events.size(), 3 * 64U + 4);
  EXPECT_NE(trace_of(run).find("\"thinned\":true"), std::string::npos);
}

}  // namespace
}  // namespace squares
