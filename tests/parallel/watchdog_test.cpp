#include "parallel/watchdog.hpp"

#include <gtest/gtest.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace squares {
namespace {

constexpr std::uint32_t patience = 10;

std::vector<Sign> living(std::size_t ranks) {
  return std::vector<Sign>(ranks, {.heard = true, .silent_ticks = 0, .stuck = 0, .steps = 5, .block = 1});
}

TEST(Judge, ranks_that_are_heard_are_left_alone_for_ever) {
  Judge judge(patience);
  const auto ranks = living(4);
  for (int i = 0; i < 1000; ++i) {
    const auto verdict = judge.tick(ranks);
    EXPECT_FALSE(verdict.silent);
    EXPECT_FALSE(verdict.hangs);
  }
}

TEST(Judge, a_silent_rank_is_named_when_the_patience_is_over_and_not_before) {
  for (std::size_t silent = 0; silent < 4; ++silent) {
    Judge judge(patience);
    auto ranks = living(4);
    ranks[silent].silent_ticks = patience - 1;
    EXPECT_FALSE(judge.tick(ranks).silent);
    ranks[silent].silent_ticks = patience;
    EXPECT_EQ(judge.tick(ranks).silent, silent);
  }
}

TEST(Judge, a_rank_that_was_never_heard_is_not_watched) {
  Judge judge(patience);
  auto ranks = living(3);
  ranks[1] = {};
  ranks[1].silent_ticks = 10 * patience;
  EXPECT_FALSE(judge.tick(ranks).silent);
}

TEST(Judge, a_job_hangs_when_all_wait_and_none_moves_for_the_patience) {
  Judge judge(patience);
  auto ranks = living(3);
  for (Sign& rank : ranks) rank.stuck = 1;
  for (std::uint32_t i = 0; i < patience; ++i) EXPECT_FALSE(judge.tick(ranks).hangs) << i;
  EXPECT_TRUE(judge.tick(ranks).hangs);
}

TEST(Judge, a_rank_that_falls_silent_while_all_wait_is_silent_and_the_job_does_not_hang) {
  for (std::uint32_t waited = 0; waited < patience / 2; ++waited) {
    Judge judge(patience);
    auto ranks = living(3);
    for (Sign& rank : ranks) rank.stuck = 1;
    for (std::uint32_t i = 0; i < waited; ++i) EXPECT_FALSE(judge.tick(ranks).hangs);
    Judge::Verdict verdict;
    while (!verdict.silent && !verdict.hangs) {
      ++ranks[2].silent_ticks;
      verdict = judge.tick(ranks);
    }
    EXPECT_EQ(verdict.silent, 2U) << "after " << waited << " ticks in which all waited";
    EXPECT_FALSE(verdict.hangs);
  }
}

TEST(Judge, one_rank_that_works_or_moves_or_writes_keeps_a_job_from_hanging) {
  auto ranks = living(3);
  for (Sign& rank : ranks) rank.stuck = 1;
  for (Sign& rank : ranks) {
    Judge working(patience);
    rank.stuck = 0;
    for (std::uint32_t i = 0; i < 5 * patience; ++i) EXPECT_FALSE(working.tick(ranks).hangs);
    rank.stuck = 1;
  }

  Judge moving(patience);
  for (std::uint32_t i = 0; i < 5 * patience; ++i) {
    if (i % (patience - 1) == 0) ++ranks[1].steps;
    EXPECT_FALSE(moving.tick(ranks).hangs);
  }
}

// Beacons of each rank come at their ticks; `dies` sends none from tick `dead_from` on.
Judge::Verdict verdict_on(std::size_t ranks, std::size_t dies, std::uint32_t dead_from, std::uint32_t until,
                          bool stuck) {
  const Rhythm rhythm{static_cast<std::uint32_t>(ranks)};
  Judge judge(rhythm.least_patience(), rhythm.every());
  auto signs = living(ranks);
  for (Sign& sign : signs) sign.stuck = stuck ? 1 : 0;
  Judge::Verdict verdict;
  for (std::uint32_t tick = 0; tick < until && !verdict.silent && !verdict.hangs; ++tick) {
    for (std::size_t rank = 1; rank < ranks; ++rank) {
      const bool speaks = rhythm.is_due(tick, static_cast<std::uint32_t>(rank)) && (rank != dies || tick < dead_from);
      signs[rank].silent_ticks = speaks ? 0 : signs[rank].silent_ticks + 1;
    }
    verdict = judge.tick(signs);
  }
  return verdict;
}

TEST(Judge, at_any_rhythm_the_living_are_left_alone_and_the_dead_is_named) {
  for (const std::size_t ranks : {2U, 300U, 301U, 3'000U}) {
    const std::uint32_t patience_ticks = Rhythm{static_cast<std::uint32_t>(ranks)}.least_patience();
    const std::uint32_t long_after = 5 * patience_ticks;
    const auto healthy = verdict_on(ranks, ranks, 0, long_after, false);
    EXPECT_FALSE(healthy.silent || healthy.hangs) << ranks;
    EXPECT_TRUE(verdict_on(ranks, ranks, 0, long_after, true).hangs) << ranks;
    for (const bool stuck : {false, true}) {
      const auto dead = verdict_on(ranks, ranks - 1, patience_ticks / 2, long_after, stuck);
      EXPECT_EQ(dead.silent, ranks - 1) << ranks;
      EXPECT_FALSE(dead.hangs) << ranks;
    }
  }
}

TEST(watchdog, the_master_has_a_sign_of_each_rank_and_each_other_rank_the_masters) {
  EXPECT_EQ(place_of_sign(0, 1, 3), 1U);
  EXPECT_EQ(place_of_sign(0, 2, 3), 2U);
  EXPECT_EQ(place_of_sign(0, 3, 3), std::nullopt);
  EXPECT_EQ(place_of_sign(2, 0, 1), 0U);
}

TEST(watchdog, a_rank_never_takes_another_or_itself_for_the_master) {
  EXPECT_EQ(place_of_sign(5, 6, 1), std::nullopt);
  EXPECT_EQ(place_of_sign(5, 5, 1), std::nullopt);
  EXPECT_EQ(place_of_sign(0, 0, 3), std::nullopt);
}

TEST(watchdog, only_a_thread_that_is_known_to_wait_counts_as_waiting) {
  EXPECT_TRUE(is_waiting("running\n"));
  EXPECT_TRUE(is_waiting(std::to_string(SYS_epoll_pwait) + " 0x4 0x7f 0x20\n"));
  EXPECT_TRUE(is_waiting(std::to_string(SYS_futex) + " 0x4 0x7f 0x20\n"));
  for (const long call : {SYS_fsync, SYS_pwrite64, SYS_ioctl, SYS_openat})
    EXPECT_FALSE(is_waiting(std::to_string(call) + " 0x4 0x7f 0x20\n")) << call;
  EXPECT_FALSE(is_waiting("-1 0x7ffd 0x7f\n")) << "a page that comes from a disk";
  for (const char* unknown : {"", "\n", "0", "x", "99999 0x1"}) EXPECT_FALSE(is_waiting(unknown)) << unknown;
}

class Packet : public testing::Test {
 protected:
  std::optional<Beacon> received(std::size_t bytes = sizeof(Beacon)) {
    std::vector<std::byte> packet(sizeof beacon_ + 1);
    std::memcpy(packet.data(), &beacon_, sizeof beacon_);
    return beacon_of(std::span(packet).first(bytes), 7);
  }
  Beacon beacon_{.run_id = 7, .rank = 2, .code = 74, .stuck = 1};
};

TEST_F(Packet, of_this_job_is_taken) {
  ASSERT_TRUE(received());
  EXPECT_EQ(received()->rank, 2U);
  EXPECT_EQ(received()->code, 74U);
  beacon_.code = Beacon::alive;
  EXPECT_TRUE(received());
}

TEST_F(Packet, of_another_size_or_program_or_job_is_not) {
  for (const std::size_t bytes : {std::size_t{0}, sizeof(Beacon) - 1, sizeof(Beacon) + 1})
    EXPECT_FALSE(received(bytes));
  beacon_.magic += 1;
  EXPECT_FALSE(received());
  beacon_ = {.run_id = 8};
  EXPECT_FALSE(received());
}

TEST_F(Packet, with_a_code_that_no_rank_ends_with_is_not) {
  for (const std::uint32_t code : {1U, 63U, 76U, 255U, 256U, 65'536U, ~0U}) {
    beacon_.code = code;
    EXPECT_FALSE(received()) << code;
  }
}

TEST(watchdog, a_longer_patience_never_has_fewer_ticks) {
  EXPECT_EQ(ticks_of(0.01), 1U);
  EXPECT_EQ(ticks_of(1.01), 11U) << "nor is it cut off";
  EXPECT_EQ(ticks_of(120), 1200U);
  std::uint32_t before = 0;
  for (double seconds = 1; seconds < 1e14; seconds *= 1.5) {
    EXPECT_GE(ticks_of(seconds), before) << seconds << " s";
    before = ticks_of(seconds);
  }
}

}  // namespace
}  // namespace squares
