#include "claims/lab.hpp"

#include <gtest/gtest.h>
#include <sched.h>

#include <algorithm>
#include <set>

#include "claims/child.hpp"
#include "claims/conversation.hpp"
#include "claims/disturbance.hpp"
#include "claims/examples.hpp"
#include "claims/work.hpp"
#include "core/error.hpp"
#include "study/computing.hpp"

namespace squares {
namespace {

constexpr Range whole{1, 10'000};

TEST(lab, threads_processes_and_one_alone_get_the_same_sum) {
  for (const std::uint32_t workers : {1U, 2U, 3U, 7U}) {
    const Job job = [&](std::uint32_t worker) { return added_up(part(whole, worker, workers)); };
    EXPECT_EQ(in_threads(workers, whole, job).busy_s.size(), workers);
    EXPECT_EQ(in_processes(workers, whole, job).busy_s.size(), workers);
    EXPECT_EQ(one_after_the_other(workers, whole, job).busy_s.size(), workers);
  }
}

TEST(lab, workers_side_by_side_have_a_processor_each_of_those_that_are_allowed) {
  const CpuSet before = CpuSet::of_this_process();
  const auto processors_of_workers = [&](auto together) {
    constexpr std::uint32_t workers = 3;
    const SharedArray<std::uint32_t> count(workers), processor(workers);
    together(workers, Range{1, 0}, [&](std::uint32_t worker) -> std::uint64_t {
      count[worker] = CpuSet::of_this_process().count();
      processor[worker] = static_cast<std::uint32_t>(::sched_getcpu());
      return 0;
    });
    for (const std::uint32_t one : count.all()) EXPECT_EQ(one, 1U);
    return std::set<std::uint32_t>(processor.all().begin(), processor.all().end());
  };
  for (const auto together : {in_threads, in_processes}) {
    EXPECT_EQ(processors_of_workers(together).size(), std::min(before.count(), 3U));
    const OnOneProcessor control({.processors = before}, true);
    EXPECT_EQ(processors_of_workers(together).size(), 1U);
  }
  EXPECT_EQ(CpuSet::of_this_process(), before) << "who starts them stays where it was";
}

TEST(disturbance, is_what_others_take_and_what_processors_do_not_give) {
  EXPECT_EQ(why_disturbed(0, 2, 2), "");
  EXPECT_EQ(why_disturbed(0.1, 1.7, 2), "");
  EXPECT_EQ(why_disturbed(0.11, 2, 2), "11 % of the processors were taken by others meanwhile");
  EXPECT_EQ(why_disturbed(0, 1.69, 2),
            "2 processors gave only 1.7 times what one gives: they share a core, or others took them");
  EXPECT_NE(why_disturbed(0, 4.4, 8), "");
  EXPECT_EQ(why_disturbed(0, 4.5, 8), "");
}

TEST(lab, a_wrong_sum_of_one_worker_is_noticed) {
  const Job job = [&](std::uint32_t worker) { return added_up(part(whole, worker, 3)) + (worker == 1 ? 1 : 0); };
  EXPECT_THROW(in_threads(3, whole, job), Error);
  EXPECT_THROW(in_processes(3, whole, job), Error);
  EXPECT_THROW(one_after_the_other(3, whole, job), Error);
}

TEST(lab, what_a_thread_throws_comes_to_who_started_it) {
  EXPECT_THROW(
      in_threads(2, whole, [](std::uint32_t) -> std::uint64_t { throw Error(Exit::io, "no answer", "here", "ask"); }),
      Error);
}

TEST(lab, a_process_that_dies_is_noticed) {
  EXPECT_THROW(in_processes(2, whole, [](std::uint32_t) -> std::uint64_t { throw 1; }), Error);
}

TEST(lab, work_under_any_lock_is_the_same_work) {
  const LockInSharedMemory lock;
  for (const Locking locking : {Locking::none, Locking::one_each, Locking::one_for_all}) {
    for (const std::uint64_t count : {0U, 1U, 499U, 500U, 501U, 1234U})
      EXPECT_EQ(work_under(locking, lock, {5, count}), added_up({5, count}));
  }
}

TEST(lab, ratios_are_of_timings_by_turns_and_the_first_does_not_count) {
  Lab lab;
  lab.timing_s = 0;  // the fewest samples
  std::string order;
  double one_s = 1000, other_s = 7;
  const auto samples = ratios(
      lab, [&] { return order += 'a', std::exchange(one_s, 6); },
      [&] { return order += 'b', std::exchange(other_s, 2); });
  EXPECT_EQ(samples, std::vector<double>(7, 3.0));
  EXPECT_EQ(order,
            "ab"
            "ba"
            "ab"
            "ba"
            "ab"
            "ba"
            "ab"
            "ba");
}

TEST(lab, with_each_figure_what_processors_give_is_noted_whatever_the_calling_thread_is_bound_to) {
  Lab lab = make_lab(CpuSet::of_this_process());
  lab.timing_s = 0;
  std::vector<double> gains;
  lab.gains = &gains;
  const OnOneProcessor control(lab, true);
  const CpuSet before = CpuSet::of_this_process();
  times_of(lab, [] { return 1.0; });
  times_of(lab, [] { return 1.0; });
  EXPECT_EQ(gains.size(), 2U);
  for (const double gain : gains) EXPECT_GT(gain, 0);
  EXPECT_TRUE(CpuSet::of_this_process() == before);
}

TEST(lab, each_claim_of_the_lesson_has_an_experiment_and_each_experiment_a_claim) {
  std::vector<std::string> tested;
  for (const auto experiments : {experiments_on_processes(), experiments_on_threads(), experiments_on_locks(),
                                 experiments_on_costs(), experiments_in_python()}) {
    for (const Experiment& experiment : experiments) {
      tested.emplace_back(experiment.id);
      const auto known = lesson();
      EXPECT_TRUE(std::any_of(known.begin(), known.end(), [&](const Claim& claim) {
        return experiment.id == std::string(claim.id);
      })) << experiment.id;
    }
  }
  for (const Claim& claim : lesson())
    EXPECT_NE(std::find(tested.begin(), tested.end(), claim.id), tested.end()) << claim.id;
}

TEST(conversation, answers_by_every_means_again_and_again) {
  for (const auto who : {Conversation::Between::threads, Conversation::Between::processes}) {
    for (const auto means : {Conversation::Means::variable, Conversation::Means::pipe}) {
      Conversation conversation(who, means);  // which checks each sum itself
      for (int i = 0; i < 5; ++i) EXPECT_GT(conversation.ask(), 0);
    }
  }
}

TEST(examples, are_played_in_order_and_right) {
  Lab lab;
  lab.processors = CpuSet::of_this_process();
  for (const char* id : {"E1", "E2", "E3", "E4"}) {
    const PlayedExample example = play_example(lab, id);
    EXPECT_EQ(example.id, id);
    ASSERT_FALSE(example.workers.empty());
    for (const PlayedWorker& worker : example.workers) {
      EXPECT_LE(worker.started_s, worker.began_s) << id;
      EXPECT_LE(worker.began_s, worker.ended_s) << id;
      EXPECT_LE(worker.ended_s, worker.joined_s) << id;
      EXPECT_LE(worker.joined_s, example.total_s) << id;
    }
  }
  EXPECT_THROW(play_example(lab, "E5"), Error);
}

TEST(examples, e3_is_the_million_in_equal_parts) {
  Lab lab;
  lab.processors = CpuSet::of_this_process();
  std::uint64_t numbers = 0, fewest = 1'000'000, most = 0;
  for (const PlayedWorker& worker : play_example(lab, "E3").workers) {
    numbers += worker.numbers;
    fewest = std::min(fewest, worker.numbers);
    most = std::max(most, worker.numbers);
  }
  EXPECT_EQ(numbers, 1'000'000U);
  EXPECT_LE(most - fewest, 1U);
}

}  // namespace
}  // namespace squares
