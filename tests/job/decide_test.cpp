#include "job/decide.hpp"

#include <gtest/gtest.h>

#include <set>
#include <utility>

namespace squares {
namespace {

constexpr std::array all_told{Told::nothing, Told::to_stop, Told::to_end};
constexpr std::array all_ends{LaunchEnd::complete, LaunchEnd::failed, LaunchEnd::taken, LaunchEnd::stopped,
                              LaunchEnd::lost};

TEST(decide, the_table_has_each_state_and_each_end_once) {
  std::set<std::pair<Told, LaunchEnd>> seen;
  for (const Rule& rule : rules) {
    EXPECT_TRUE(seen.emplace(rule.told, rule.end).second) << to_text(rule.told) << ", " << to_text(rule.end);
    EXPECT_EQ(action_after(rule.told, rule.end), rule.action);
  }
  EXPECT_EQ(seen.size(), all_told.size() * all_ends.size());
}

TEST(decide, a_complete_file_and_an_error_end_the_job_whatever_slurm_says) {
  for (const Told told : all_told) {
    EXPECT_EQ(action_after(told, LaunchEnd::complete), Action::leave);
    EXPECT_EQ(action_after(told, LaunchEnd::failed), Action::leave);
  }
}

TEST(decide, a_job_that_is_told_to_end_starts_nothing_and_asks_for_nothing) {
  for (const LaunchEnd end : all_ends) {
    const Action action = action_after(Told::to_end, end);
    EXPECT_TRUE(action == Action::leave || action == Action::leave_to_resume) << to_text(end);
  }
}

TEST(decide, a_job_that_is_told_to_stop_launches_nothing_any_more) {
  for (const LaunchEnd end : all_ends)
    EXPECT_NE(action_after(Told::to_stop, end), Action::launch_again) << to_text(end);
}

TEST(decide, what_was_stopped_or_lost_is_tried_again) {
  for (const Told told : {Told::nothing, Told::to_stop}) {
    EXPECT_EQ(action_after(told, LaunchEnd::stopped), Action::ask_for_another_try);
    EXPECT_EQ(action_after(told, LaunchEnd::lost), Action::ask_for_another_try);
  }
}

TEST(decide, a_launcher_is_believed_only_beside_a_complete_file) {
  EXPECT_EQ(end_of_launch(0, true, false), LaunchEnd::complete);
  EXPECT_EQ(end_of_launch(0, false, false), LaunchEnd::lost);
  // It may have been lost in the last moment; the file is what counts.
  for (const int code : {1, 75, 137, 143, 205})
    EXPECT_EQ(end_of_launch(code, true, false), LaunchEnd::complete) << code;
  for (const int code : {1, 2, 128, 137, 143, 205, 213, 254, 255}) {
    EXPECT_EQ(end_of_launch(code, false, false), LaunchEnd::lost) << code;
  }
  EXPECT_EQ(end_of_launch(75, false, false), LaunchEnd::stopped);
}

TEST(decide, what_a_run_says_against_its_input_or_output_is_final) {
  for (const int code : {64, 65, 66, 69, 70, 74, 126, 127}) {
    for (const bool complete : {false, true}) EXPECT_EQ(end_of_launch(code, complete, true), LaunchEnd::failed) << code;
  }
  EXPECT_EQ(end_of_launch(73, false, false), LaunchEnd::failed);
  EXPECT_EQ(end_of_launch(73, false, true), LaunchEnd::taken);
}

}  // namespace
}  // namespace squares
