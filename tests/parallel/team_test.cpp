#include "parallel/team.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace squares {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t sizes[]{1, 2, 3, 8};

// Plain integers on purpose: what a thread has written must be seen after wait() without further care.
using Counts = std::vector<int>;

TEST(team, every_thread_runs_each_job_once) {
  for (const std::uint32_t threads : sizes) {
    Team team(threads);
    ASSERT_EQ(team.threads(), threads);
    Counts runs(threads);
    for (int job = 1; job <= 200; ++job) {
      team.start([&](std::uint32_t thread) { ++runs.at(thread); }).wait();
      ASSERT_EQ(runs, Counts(threads, job));
    }
  }
}

TEST(team, a_job_does_not_run_again_while_nothing_is_started) {
  Team team(3);
  Counts runs(3);
  team.start([&](std::uint32_t thread) { ++runs[thread]; }).wait();
  std::this_thread::sleep_for(20ms);
  EXPECT_EQ(runs, Counts(3, 1));
}

TEST(team, the_exception_of_one_thread_is_rethrown_and_the_team_goes_on) {
  for (const std::uint32_t threads : sizes) {
    Team team(threads);
    for (std::uint32_t failing = 0; failing < threads; ++failing) {
      Counts runs(threads);
      Team::Task task = team.start([&](std::uint32_t thread) {
        if (thread == failing) throw std::runtime_error("thread " + std::to_string(thread));
        ++runs[thread];
      });
      try {
        task.wait();
        ADD_FAILURE() << "nothing was thrown";
      } catch (const std::runtime_error& error) {
        EXPECT_EQ(error.what(), "thread " + std::to_string(failing));
      }
      team.start([&](std::uint32_t thread) { ++runs[thread]; }).wait();
      Counts expected(threads, 2);
      expected[failing] = 1;
      EXPECT_EQ(runs, expected);
    }
  }
}

TEST(team, when_all_threads_fail_one_of_them_is_heard) {
  Team team(4);
  EXPECT_THROW(team.start([](std::uint32_t thread) { throw thread; }).wait(), std::uint32_t);
  EXPECT_NO_THROW(team.start([](std::uint32_t) {}).wait());
}

TEST(team, destruction_of_a_task_waits_for_every_thread) {
  for (const std::uint32_t threads : sizes) {
    Team team(threads);
    Counts done(threads);
    {
      const Team::Task task = team.start([&](std::uint32_t thread) {
        std::this_thread::sleep_for(10ms * thread + 5ms);
        done[thread] = 1;
      });
    }
    EXPECT_EQ(done, Counts(threads, 1));
  }
}

TEST(team, a_failure_that_nobody_waited_for_does_not_reach_the_next_job) {
  Team team(2);
  {
    const Team::Task task = team.start([](std::uint32_t) { throw std::runtime_error("unheard"); });
  }
  EXPECT_NO_THROW(team.start([](std::uint32_t) {}).wait());
}

TEST(team, ends_with_or_without_work) {
  for (const std::uint32_t threads : sizes) {
    const Team idle(threads);
  }
  Counts runs(8);
  {
    Team team(8);
    team.start([&](std::uint32_t thread) { ++runs[thread]; }).wait();
  }
  EXPECT_EQ(runs, Counts(8, 1));
}

TEST(team, what_a_job_holds_is_let_go_when_the_team_ends) {
  const auto held = std::make_shared<int>(7);
  {
    Team team(2);
    team.start([held](std::uint32_t) {}).wait();
  }
  EXPECT_EQ(held.use_count(), 1);
}

}  // namespace
}  // namespace squares
