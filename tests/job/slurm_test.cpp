#include "job/slurm.hpp"

#include <gtest/gtest.h>

#include <map>

#include "core/error.hpp"
#include "job/array.hpp"

namespace squares {
namespace {

Variables with(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const std::string& name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

TEST(slurm, without_a_job_it_is_a_wrong_launch) {
  for (const auto& variables : {with({}), with({{"SLURM_JOB_ID", ""}}), with({{"SLURM_JOB_ID", "$(id)"}})}) {
    try {
      find_slurm_job(variables);
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.code, Exit::bad_launch);
    }
  }
}

TEST(slurm, ranks_are_the_tasks_of_the_job_however_they_were_asked_for) {
  EXPECT_EQ(
      find_slurm_job(with({{"SLURM_JOB_ID", "7"}, {"SLURM_NTASKS", "16"}, {"SLURM_TASKS_PER_NODE", "4(x4)"}})).ranks,
      16U);
  EXPECT_EQ(find_slurm_job(with({{"SLURM_JOB_ID", "7"}, {"SLURM_TASKS_PER_NODE", "2(x3),1"}})).ranks, 7U);
  EXPECT_EQ(find_slurm_job(with({{"SLURM_JOB_ID", "7"}})).ranks, 1U);
  EXPECT_EQ(find_slurm_job(with({{"SLURM_JOB_ID", "7"}})).threads, 1U);
  EXPECT_EQ(find_slurm_job(with({{"SLURM_JOB_ID", "7"}, {"SLURM_RESTART_COUNT", "2"}})).restarts, 2U);
}

TEST(slurm, a_task_of_an_array_is_asked_of_by_its_own_name) {
  const SlurmJob last = find_slurm_job(with({{"SLURM_JOB_ID", "7"},
                                             {"SLURM_ARRAY_JOB_ID", "7"},
                                             {"SLURM_ARRAY_TASK_ID", "3"},
                                             {"SLURM_ARRAY_TASK_MIN", "1"},
                                             {"SLURM_ARRAY_TASK_MAX", "3"}}));
  EXPECT_EQ(last.name, "7_3");
  EXPECT_EQ(last.task->first, 1U);
  EXPECT_EQ(last.task->last, 3U);
  EXPECT_EQ(find_slurm_job(with({{"SLURM_JOB_ID", "7"}})).name, "7");
}

TEST(slurm, tasks_are_counted_in_all_forms_and_in_no_other_text) {
  EXPECT_EQ(tasks_in("4"), 4U);
  EXPECT_EQ(tasks_in("4(x2),3"), 11U);
  for (const char* text : {"", "x", "4(x", "4,,3", "0", "-1"}) EXPECT_FALSE(tasks_in(text)) << text;
}

TEST(slurm, the_verdict_is_like_its_array) {
  const auto options = options_like_this_job(with({{"SLURM_JOB_PARTITION", "long"},
                                                   {"SLURM_JOB_ACCOUNT", "ours"},
                                                   {"SLURM_MEM_PER_NODE", "4000"},
                                                   {"SLURM_NTASKS_PER_NODE", "3"},
                                                   {"SLURM_CPUS_PER_TASK", "2"}}),
                                             "1-00:00:00");
  EXPECT_EQ(options, (std::vector<std::string>{"--account=ours", "--partition=long", "--mem=4000", "--time=1-00:00:00",
                                               "--nodes=1", "--ntasks=1", "--ntasks-per-node=1", "--cpus-per-task=6"}));
  EXPECT_EQ(options_like_this_job(with({}), ""),
            (std::vector<std::string>{"--nodes=1", "--ntasks=1", "--ntasks-per-node=1", "--cpus-per-task=1"}));
}

TEST(array, the_parts_of_its_tasks_tile_the_range) {
  for (const Range whole : {Range{1, 10}, Range{1, 3}, Range{18446744073709551000ULL, 616}}) {
    const ArrayWork work = array_work(whole, "big.h5", {.array = "7", .number = 1, .first = 1, .last = 3}, "");
    std::uint64_t next = whole.first, count = 0;
    for (std::uint64_t task = 1; task <= 3; ++task) {
      EXPECT_EQ(work.range_of(task).first, next);
      next += work.range_of(task).count;
      count += work.range_of(task).count;
    }
    EXPECT_EQ(count, whole.count);
  }
}

TEST(array, its_files_are_named_after_the_output) {
  const auto name = [](const std::string& output) { return ArrayWork{{1, 10}, 3, output}.file_of(2); };
  EXPECT_EQ(name("big.h5"), "big-2.h5");
  EXPECT_EQ(name("a.h5/big"), "a.h5/big-2.h5");
}

TEST(array, tasks_without_a_part_are_refused) {
  const auto code_of = [](std::uint64_t task, std::uint64_t last, const std::string& parts) {
    try {
      array_work({1, 10}, "big.h5", {.array = "7", .number = task, .first = 1, .last = last}, parts);
      return Exit::done;
    } catch (const Error& error) {
      return error.code;
    }
  };
  EXPECT_EQ(code_of(5, 5, "8"), Exit::done);
  EXPECT_EQ(code_of(10, 10, ""), Exit::done);
  EXPECT_EQ(code_of(0, 3, ""), Exit::usage);
  EXPECT_EQ(code_of(9, 9, "8"), Exit::usage);
  EXPECT_EQ(code_of(1, 11, ""), Exit::usage);
  EXPECT_EQ(code_of(1, 1, "many"), Exit::usage);
}

}  // namespace
}  // namespace squares
