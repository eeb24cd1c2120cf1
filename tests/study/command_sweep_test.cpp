#include "study/command_sweep.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>

#include "support/temporary_folder.hpp"

namespace squares {
namespace {

std::set<Layout> layouts(const std::string& command, const Machine& machine) {
  const auto all = layouts_of_command(command, machine);
  EXPECT_EQ(all.front(), Layout{}) << "the base case is the first";
  return {all.begin(), all.end()};
}

TEST(command_sweep, layouts_are_those_that_the_words_make_a_difference_to) {
  const Machine four{.nodes = 1, .processors = 4};
  EXPECT_EQ(layouts("{ranks} {threads}", four), (std::set<Layout>{{1, 1}, {1, 2}, {1, 4}, {2, 1}, {2, 2}, {4, 1}}));
  EXPECT_EQ(layouts("{threads}", four), (std::set<Layout>{{1, 1}, {1, 2}, {1, 4}}));
  EXPECT_EQ(layouts("{ranks}", four), (std::set<Layout>{{1, 1}, {2, 1}, {4, 1}}));
}

TEST(command_sweep, on_several_nodes_ranks_are_spread_and_each_thread_has_a_processor) {
  const Machine machine{.nodes = 3, .processors = 4};
  const auto all = layouts("{ranks} {threads} {nodes}", machine);
  for (const Layout& layout : {Layout{1, 4}, Layout{2, 4}, Layout{4, 2}, Layout{12, 1}})
    EXPECT_TRUE(all.contains(layout));
  for (const Layout& layout : all) EXPECT_TRUE(machine.has_room_for(layout)) << layout.ranks << " x " << layout.threads;
}

// Of a command that writes each of its layouts into a file.
class swept_command : public testing::Test {
 protected:
  CommandSweepSettings settings(const std::string& then) {
    return {.command = "echo {ranks} {threads} >>" + folder_.path() + "/runs; " + then,
            .machine = {.nodes = 1, .processors = 2},
            .layouts = {{1, 1}, {1, 2}, {2, 1}},
            .budget_s = 600};
  }
  StudyResult swept(const CommandSweepSettings& how, std::size_t most_runs) {
    std::size_t runs = 0;
    return sweep_command(how,
                         {.note = [&](double, std::uint32_t) { ++runs; }, .goes_on = [&] { return runs < most_runs; }});
  }
  std::size_t started() {
    std::ifstream file(folder_.path() + "/runs");
    std::size_t lines = 0;
    for (std::string line; std::getline(file, line);) ++lines;
    return lines;
  }

  TemporaryFolder folder_;
};

TEST_F(swept_command, has_a_run_that_does_not_count_and_then_each_layout_once_in_a_round) {
  const StudyResult study = swept(settings("true"), 9);
  EXPECT_EQ(started(), 10U);
  ASSERT_EQ(study.samples.size(), 9U);
  EXPECT_EQ(study.rounds, 3U);
  for (std::size_t round = 0; round < 3; ++round) {
    std::set<Layout> seen;
    for (std::size_t i = 0; i < 3; ++i) {
      const Sample& sample = study.samples[3 * round + i];
      EXPECT_EQ(sample.round, round);
      EXPECT_EQ(sample.numbers, 1U);
      EXPECT_GT(sample.seconds, 0);
      seen.insert(sample.layout());
    }
    EXPECT_EQ(seen.size(), 3U);
  }
  EXPECT_EQ(study.workloads.at(0).workload, WorkloadKind::command);
}

TEST_F(swept_command, that_is_stopped_too_early_has_no_samples) {
  EXPECT_TRUE(swept(settings("true"), 5).samples.empty());
  EXPECT_FALSE(swept(settings("true"), 6).samples.empty());
}

TEST_F(swept_command, that_is_cut_off_does_not_count) {
  const CommandSweepSettings how = settings("test $(wc -l <" + folder_.path() + "/runs) -lt 8 || sleep 4711");
  const StudyResult study =
      sweep_command(how, {.note = [](double, std::uint32_t) {}, .goes_on = [&] { return started() < 8; }});
  EXPECT_EQ(started(), 8U);
  EXPECT_EQ(study.samples.size(), 6U);
  EXPECT_EQ(study.rounds, 2U);
}

TEST_F(swept_command, without_time_for_two_rounds_says_how_much_it_takes) {
  CommandSweepSettings how = settings("sleep 4711");
  how.budget_s = 0.2;
  try {
    swept(how, 100);
    ADD_FAILURE() << "it took no time";
  } catch (const Error& error) {
    EXPECT_EQ(error.code, Exit::stopped);
    EXPECT_EQ(std::string(error.what()), "the budget was used up by 0 of the 6 runs that a study takes");
    EXPECT_NE(error.remedy.find("--budget "), std::string::npos) << error.remedy;
  }
}

TEST_F(swept_command, that_fails_is_named_with_its_layout_its_code_and_its_last_words) {
  CommandSweepSettings how = settings("echo why; test {ranks} = 1 || exit 9");
  how.layouts = {{1, 1}, {2, 1}};
  try {
    swept(how, 100);
    ADD_FAILURE() << "it did not fail";
  } catch (const CommandFailure& failure) {
    EXPECT_EQ(failure.code, Exit::bad_launch);
    EXPECT_EQ(std::string(failure.what()), "the command ended with 9");
    EXPECT_NE(failure.where.find("test 2 = 1"), std::string::npos) << failure.where;
    EXPECT_EQ(failure.last_words, "why\n");
  }
  EXPECT_LE(started(), 3U);
}

}  // namespace
}  // namespace squares
