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
      for (const std::vector<Event>* events : {&lane.main, &lane.team}) {
        for (std::size_t i = 0; i < events->size(); ++i) {
          EXPECT_LT((*events)[i].begin_s, (*events)[i].end_s);
          if (i == 0) continue;
          EXPECT_LE((*events)[i - 1].end_s, (*events)[i].begin_s);
        }
      }
    }
  }
  static double seconds_of(const std::vector<Event>& events, Activity activity) {
    double sum = 0;
    for (const Event& event : events) sum += event.activity == activity ? event.end_s - event.begin_s : 0;
    return sum;
  }
  static constexpr double launched_s = 0.4, created_s = launched_s + 0.01, stored_s = created_s + 0.5;
};

TEST_F(LanesTest, what_a_rank_did_is_as_long_as_it_was_measured_and_begins_where_its_row_says) {
  const Lanes lanes = lanes_of(run_of({row(0, 0.02, 0.1, 0.05), row(0, 0.2, 0.1, 0.05)}, 1, 1));
  ASSERT_EQ(lanes.lanes.size(), 1U);
  const std::vector<Event>& main = lanes.lanes.front().main;
  expect_order(lanes);
  ASSERT_EQ(main.size(), 5U);
  EXPECT_NEAR(seconds_of(main, Activity::compute), 0.2, 1e-12);
  EXPECT_NEAR(seconds_of(main, Activity::write), 0.1, 1e-12);
  EXPECT_NEAR(seconds_of(main, Activity::check), 0.3, 1e-12);
  EXPECT_NEAR(main[0].begin_s, launched_s + 0.02, 1e-12);
  EXPECT_NEAR(main[1].begin_s, launched_s + 0.12, 1e-12);
  EXPECT_NEAR(main[2].begin_s, launched_s + 0.2, 1e-12);
  EXPECT_NEAR(main.back().begin_s, stored_s + 0.02, 1e-12);
  EXPECT_TRUE(lanes.lanes.front().team.empty());
}

TEST_F(LanesTest, a_block_that_was_begun_before_the_master_was_done_with_the_file_is_not_cut_off) {
  const Lanes lanes = lanes_of(run_of({row(0, 0.001, 0.002, 0.001)}, 1, 1));
  const std::vector<Event>& main = lanes.lanes.front().main;
  EXPECT_LT(main[0].begin_s, created_s);
  EXPECT_NEAR(seconds_of(main, Activity::compute), 0.002, 1e-12);
  EXPECT_NEAR(seconds_of(main, Activity::write), 0.001, 1e-12);
}

TEST_F(LanesTest, a_team_computes_the_next_block_while_the_main_thread_writes) {
  // The last block is computed before the one before it is written.
  const Lanes lanes =
      lanes_of(run_of({row(0, 0.02, 0.01, 0.1), row(0, 0.04, 0.01, 0.1), row(0, 0.15, 0.01, 0.1)}, 1, 2));
  ASSERT_EQ(lanes.lanes.size(), 1U);
  const Lane& lane = lanes.lanes.front();
  expect_order(lanes);
  EXPECT_EQ(lane.threads, 2U);
  EXPECT_NEAR(seconds_of(lane.main, Activity::write), 0.3, 1e-12);
  EXPECT_EQ(seconds_of(lane.main, Activity::compute), 0);
  EXPECT_NEAR(seconds_of(lane.team, Activity::compute), 0.03, 1e-12);
  EXPECT_NEAR(lane.main.front().begin_s, launched_s + 0.04, 1e-12) << "as soon as the next is begun";
}

TEST_F(LanesTest, what_threads_of_a_team_did_is_known_in_all_and_not_drawn_block_by_block) {
  RunFile run = run_of({row(0, 0.02, 0.01, 0.1)}, 1, 2);
  for (ThreadReport& thread : run.result.threads) thread.busy_s = 0.001;
  EXPECT_NEAR(seconds_of(lanes_of(run).lanes.front().team, Activity::compute), 0.01, 1e-12) << "of the team";
  EXPECT_EQ(trace_of(run).find("thread 0"), std::string::npos);
}

TEST_F(LanesTest, times_that_cannot_be_still_do_not_overlap) {
  const double nan = std::nan("");
  for (const std::uint32_t threads : {1U, 3U}) {
    RunFile run = run_of({row(0, 5, 1, 9), row(0, 1, 7, 0), row(0, -3, 1, 1), row(0, 1, -4, -4), row(0, nan, 1, 1),
                          row(0, 1, nan, INFINITY), row(0, INFINITY, 1, 1)},
                         1, threads);
    expect_order(lanes_of(run));
    run.result.phases = {};
    run.result.ranks.front().check_s = unknown_s;
    expect_order(lanes_of(run));
  }
}

TEST_F(LanesTest, attempts_follow_each_other_and_a_resumed_run_compares_before_it_stores) {
  RunFile run = run_of({row(0, 0.1, 0.2, 0.3), row(0, 0.11, 0.1, 0.1, 2)}, 1, 1);
  run.result.attempt = 2;
  run.result.ranks.push_back(run.result.ranks.front());
  run.result.ranks.back().attempt = 2;
  const Lanes lanes = lanes_of(run);
  ASSERT_EQ(lanes.lanes.size(), 2U);
  expect_order(lanes);
  const double first_s = lanes.lanes[0].main.back().end_s;
  EXPECT_NEAR(first_s, 0.6, 1e-12);
  EXPECT_GE(lanes.lanes[1].main.front().begin_s, first_s);
  for (const Lane& lane : lanes.lanes) EXPECT_EQ(seconds_of(lane.main, Activity::check), 0) << "not timed apart";
  EXPECT_NEAR(span_named("recheck", lanes.phases).end_s, first_s + launched_s + 0.11, 1e-12);
}

TEST_F(LanesTest, a_long_ledger_makes_a_short_trace_that_says_so) {
  std::vector<LedgerRow> rows;
  for (int i = 0; i < 5000; ++i) rows.push_back(row(0, 0.0001 * i, 0.00005, 0.00003));
  const RunFile run = run_of(rows, 1, 1, 64);
  const Lanes lanes = lanes_of(run);
  EXPECT_TRUE(lanes.is_thinned);
  expect_order(lanes);
  EXPECT_LT(lanes.lanes.front().main.size(), 2 * 64U + 2);
  EXPECT_NE(trace_of(run).find("\"thinned\":true"), std::string::npos);
}

}  // namespace
}  // namespace squares
