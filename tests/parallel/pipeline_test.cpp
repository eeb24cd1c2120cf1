#include "parallel/pipeline.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <ctime>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

namespace squares {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t top = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t two_to_32 = std::uint64_t{1} << 32;

constexpr std::uint32_t team_sizes_tried[]{1, 2, 3, 16};

std::vector<Plan> some_plans() {
  const Verify memory = Verify::memory;
  return {make_plan({.first = 1, .last = 10'000}, 1),
          make_plan({.first = 1, .last = 10'000, .block_length = 7}, 1),
          make_plan({.first = 0, .last = 0}, 1),
          make_plan({.first = top, .last = top, .verify = memory}, 1),
          make_plan({.first = 1, .last = 5, .block_length = 2, .verify = memory}, 1),
          make_plan({.first = two_to_32 - 100, .last = two_to_32 - 1, .block_length = 33}, 1),
          make_plan({.first = two_to_32 - 100, .last = two_to_32 + 100, .block_length = 64, .verify = memory}, 1),
          make_plan({.first = top - 1000, .last = top, .block_length = 300}, 1)};
}

// The blocks 0, 1, … of a plan.
NextBlock all_blocks_of(const Plan& plan) {
  return [&plan, i = std::uint64_t{0}]() mutable { return i < plan.blocks ? std::optional(i++) : std::nullopt; };
}

void expect_right(const Plan& plan, const Block& block) {
  ASSERT_EQ(block.range, plan.block(block.index));
  const std::uint64_t step = words_per_square(plan.width());
  ASSERT_EQ(block.words.size(), block.range.count * step);
  std::uint64_t sum = 0;
  for (std::uint64_t i = 0; i < block.range.count; ++i) {
    const Square exact = square(block.range.first + i);
    ASSERT_EQ(block.words[i * step], exact.low) << "number " << block.range.first + i;
    if (step == 2) {
      ASSERT_EQ(block.words[i * step + 1], exact.high) << "number " << block.range.first + i;
    }
    sum += exact.low + exact.high;
  }
  EXPECT_EQ(block.sum, sum);
  EXPECT_FALSE(block.wrong);
}

std::uint64_t numbers_of(const Pipeline& pipeline) {
  return std::accumulate(pipeline.threads().begin(), pipeline.threads().end(), std::uint64_t{0},
                         [](std::uint64_t sum, const ThreadReport& report) { return sum + report.numbers; });
}

TEST(pipeline, every_block_is_filled_once_in_order_and_right) {
  for (const Plan& plan : some_plans()) {
    for (const std::uint32_t threads : team_sizes_tried) {
      SCOPED_TRACE(testing::Message() << plan.range.count << " from " << plan.range.first << ", threads: " << threads);
      Team team(threads);
      const Stopwatch clock;
      Pipeline pipeline(plan, team, clock);
      std::vector<std::uint64_t> stored;
      pipeline.fill(all_blocks_of(plan), [&](Block& block) {
        stored.push_back(block.index);
        expect_right(plan, block);
      });
      std::vector<std::uint64_t> expected(plan.blocks);
      std::iota(expected.begin(), expected.end(), std::uint64_t{0});
      EXPECT_EQ(stored, expected);
      EXPECT_EQ(numbers_of(pipeline), plan.range.count);
    }
  }
}

TEST(pipeline, threads_share_a_block_to_within_one_number) {
  const Plan plan = make_plan({.first = 1, .last = 10, .block_length = 10}, 1);
  Team team(4);
  const Stopwatch clock;
  Pipeline pipeline(plan, team, clock);
  pipeline.fill(all_blocks_of(plan), [](Block&) {});
  ASSERT_EQ(pipeline.threads().size(), 4U);
  const std::vector<std::uint64_t> expected{3, 3, 2, 2};
  for (std::uint32_t thread = 0; thread < 4; ++thread) {
    EXPECT_EQ(pipeline.threads()[thread].thread, thread);
    EXPECT_EQ(pipeline.threads()[thread].numbers, expected[thread]);
    EXPECT_EQ(pipeline.threads()[thread].blocks, 1U);
    EXPECT_GE(pipeline.threads()[thread].cpu_first, 0);
  }
}

// A thread of a team that is kept from its work by a signal for a moment.
class HeldUp {
 public:
  HeldUp(Team& team, const Stopwatch& clock) : ids_(team.threads()) {
    the_clock = &clock;
    struct sigaction action = {};
    action.sa_handler = [](int) {
      is_held = true;
      const timespec moment{.tv_sec = 0, .tv_nsec = 50'000'000};
      ::nanosleep(&moment, nullptr);
      end_s = the_clock->seconds();
    };
    ::sigaction(SIGUSR1, &action, &before_);
    team.start([this](std::uint32_t thread) { ids_[thread] = ::gettid(); }).wait();
  }
  HeldUp(const HeldUp&) = delete;
  HeldUp& operator=(const HeldUp&) = delete;
  ~HeldUp() { ::sigaction(SIGUSR1, &before_, nullptr); }

  // Returns once it is held up.
  void hold(std::uint32_t thread) {
    is_held = false;
    ::syscall(SYS_tgkill, ::getpid(), ids_[thread], SIGUSR1);
    while (!is_held) std::this_thread::yield();
  }
  // When the thread that was held up last could go on, on the clock.
  [[nodiscard]] static double end() { return end_s; }

 private:
  static inline std::atomic<bool> is_held = false;
  static inline std::atomic<double> end_s = 0;
  static inline const Stopwatch* the_clock = nullptr;
  std::vector<pid_t> ids_;
  struct sigaction before_ = {};
};

TEST(pipeline, a_block_takes_as_long_as_its_slowest_thread) {
  const Plan plan = make_plan({.first = 1, .last = 300, .block_length = 300}, 1);
  Team team(3);
  const Stopwatch clock;
  HeldUp held(team, clock);
  Pipeline pipeline(plan, team, clock);
  for (std::uint32_t slow = 0; slow < team.threads(); ++slow) {
    const auto fetch = [&](Block& block) {
      fill_squares(plan.width(), block.words, block.range.first);
      held.hold(slow);
    };
    bool is_judged = false;
    pipeline.compare(all_blocks_of(plan), fetch, [&](Block& block) {
      is_judged = true;
      EXPECT_GE(block.compute_s, HeldUp::end() - block.start_s) << "thread " << slow << " was slow";
    });
    EXPECT_TRUE(is_judged);
  }
}

TEST(pipeline, threads_without_a_number_have_no_part_in_the_block) {
  const Plan plan = make_plan({.first = 1, .last = 2, .block_length = 2}, 1);
  Team team(5);
  const Stopwatch clock;
  Pipeline pipeline(plan, team, clock);
  pipeline.fill(all_blocks_of(plan), [](Block&) {});
  for (std::uint32_t thread = 0; thread < 5; ++thread) {
    EXPECT_EQ(pipeline.threads()[thread].blocks, thread < 2 ? 1U : 0U);
    EXPECT_EQ(pipeline.threads()[thread].numbers, thread < 2 ? 1U : 0U);
  }
}

TEST(pipeline, without_blocks_nothing_happens) {
  const Plan plan = make_plan({}, 1);
  Team team(2);
  const Stopwatch clock;
  Pipeline pipeline(plan, team, clock);
  const auto never = [](Block&) { FAIL() << "there is no block"; };
  pipeline.fill([] { return std::nullopt; }, never);
  pipeline.compare([] { return std::nullopt; }, never, never);
  EXPECT_EQ(numbers_of(pipeline), 0U);
}

TEST(pipeline, a_block_stays_as_it_is_while_it_is_stored) {
  const Plan plan = make_plan({.first = 1, .last = 60'000, .block_length = 10'000}, 1);
  Team team(2);
  const Stopwatch clock;
  Pipeline pipeline(plan, team, clock);
  pipeline.fill(all_blocks_of(plan), [&](Block& block) {
    std::this_thread::sleep_for(5ms);  // the team fills the next one
    expect_right(plan, block);
  });
}

TEST(pipeline, blocks_may_come_in_any_order_and_with_gaps) {
  const Plan plan = make_plan({.first = 1, .last = 1000, .block_length = 10}, 1);
  const std::vector<std::uint64_t> wanted{99, 0, 42, 41, 7};
  Team team(3);
  const Stopwatch clock;
  Pipeline pipeline(plan, team, clock);
  std::vector<std::uint64_t> stored;
  std::size_t next = 0;
  pipeline.fill([&] { return next < wanted.size() ? std::optional(wanted[next++]) : std::nullopt; },
                [&](Block& block) {
                  stored.push_back(block.index);
                  expect_right(plan, block);
                });
  EXPECT_EQ(stored, wanted);
}

// Blocks so long that the team is still at the second one when the store of the first one fails at once.
TEST(pipeline, a_store_that_throws_leaves_no_thread_at_work) {
  const Plan plan = make_plan({.first = 1, .last = 40'000'000, .block_length = 4'000'000}, 1);
  for (const std::uint32_t threads : {1U, 3U}) {
    Team team(threads);
    const Stopwatch clock;
    {
      Pipeline pipeline(plan, team, clock);
      const auto fail = [](Block&) { throw std::runtime_error("disk full"); };
      EXPECT_THROW(pipeline.fill(all_blocks_of(plan), fail), std::runtime_error);
      // A team that works while blocks are stored has filled the next one, too.
      EXPECT_EQ(numbers_of(pipeline), threads == 1 ? 4'000'000U : 8'000'000U) << "a thread was still at work";
    }
    std::vector<int> runs(threads);
    team.start([&](std::uint32_t thread) { ++runs[thread]; }).wait();
    EXPECT_EQ(runs, std::vector<int>(threads, 1)) << "the team is of use afterwards";
  }
}

TEST(pipeline, a_fetch_that_throws_leaves_no_thread_at_work) {
  const Plan plan = make_plan({.first = 1, .last = 40'000'000, .block_length = 4'000'000}, 1);
  Team team(2);
  const Stopwatch clock;
  Pipeline pipeline(plan, team, clock);
  const auto fetch = [](Block& block) {
    if (block.index == 1) throw std::runtime_error("bad sector");
  };
  EXPECT_THROW(pipeline.compare(all_blocks_of(plan), fetch, [](Block&) {}), std::runtime_error);
  EXPECT_EQ(numbers_of(pipeline), 4'000'000U) << "a thread was still at work";
}

TEST(pipeline, compare_judges_right_blocks_right) {
  for (const Plan& plan : some_plans()) {
    for (const std::uint32_t threads : team_sizes_tried) {
      Team team(threads);
      const Stopwatch clock;
      Pipeline pipeline(plan, team, clock);
      std::uint64_t judged = 0;
      pipeline.compare(
          all_blocks_of(plan), [&](Block& block) { fill_squares(plan.width(), block.words, block.range.first); },
          [&](Block& block) {
            EXPECT_EQ(block.index, judged++);
            expect_right(plan, block);
          });
      EXPECT_EQ(judged, plan.blocks);
    }
  }
}

TEST(pipeline, compare_names_a_wrong_number_wherever_it_is) {
  const Plan plan = make_plan({.first = two_to_32 - 20, .last = two_to_32 + 19, .block_length = 16}, 1);
  for (const std::uint32_t threads : team_sizes_tried) {
    Team team(threads);
    const Stopwatch clock;
    Pipeline pipeline(plan, team, clock);
    for (std::uint64_t n = plan.range.first; n <= plan.range.last(); ++n) {
      const auto fetch = [&](Block& block) {
        fill_squares(plan.width(), block.words, block.range.first);
        if (block.index == plan.block_of(n)) block.words[2 * (n - block.range.first) + 1] ^= 1;
      };
      pipeline.compare(all_blocks_of(plan), fetch, [&](Block& block) {
        ASSERT_EQ(block.wrong.has_value(), block.index == plan.block_of(n));
        if (block.wrong) {
          EXPECT_EQ(block.wrong->number, n);
        }
      });
    }
  }
}

TEST(pipeline, of_several_wrong_numbers_in_a_block_the_first_is_named) {
  const Plan plan = make_plan({.first = 1, .last = 100, .block_length = 100}, 1);
  Team team(7);
  const Stopwatch clock;
  Pipeline pipeline(plan, team, clock);
  pipeline.compare(
      all_blocks_of(plan),
      [&](Block& block) {
        fill_squares(plan.width(), block.words, 1);
        block.words[98] = block.words[50] = block.words[33] = 0;
      },
      [](Block& block) {
        ASSERT_TRUE(block.wrong);
        EXPECT_EQ(block.wrong->number, 34U);
        EXPECT_EQ(block.wrong->stored, (Square{0, 0}));
      });
}

}  // namespace
}  // namespace squares
