#include "parallel/rhythm.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "parallel/control.hpp"
#include "parallel/dealer.hpp"
#include "parallel/tree.hpp"

namespace squares {
namespace {

using namespace std::chrono_literals;

std::vector<std::uint32_t> sizes() {
  std::vector<std::uint32_t> sizes;
  for (std::uint32_t ranks = 1; ranks < 100'000; ranks += 1 + ranks / 5) sizes.push_back(ranks);
  for (const std::uint32_t edge : {299U, 300U, 301U, 600U, 601U, 99'999U, 100'000U}) sizes.push_back(edge);
  return sizes;
}

std::uint32_t beacons_in(const Rhythm& rhythm, std::uint32_t tick) {
  std::uint32_t beacons = 0;
  for (std::uint32_t rank = 1; rank < rhythm.ranks; ++rank) beacons += rhythm.is_due(tick, rank) ? 1 : 0;
  return beacons;
}

TEST(rhythm, at_any_size_all_messages_at_the_master_stay_below_10000_a_second) {
  for (std::uint32_t ranks = 1; ranks <= 100'000; ++ranks) {
    const Rhythm rhythm{ranks};
    // Both ways; hurried ticks have all ranks in each of them.
    const double usual = 2.0 * watchdog_ticks_per_s * std::min(ranks, most_beacons_in_a_tick);
    const double hurried = 2.0 * ranks / std::chrono::duration<double>(rhythm.hurried_tick()).count();
    const double beacons = rhythm.hurried_tick() < watchdog_tick ? std::max(usual, hurried) : usual;

    const Tree tree(0, static_cast<int>(ranks));
    const double progress = tree.children() * Control::most_reports_per_s;
    const double stops = 2.0 * tree.children();  // asked for and passed on, once

    const int group = std::min<int>(static_cast<int>(ranks), Dealer::most_in_group);
    const double questions =
        DealSize::most_questions_per_s + 2 * static_cast<double>(DealSize(group).questions_in_a_round()) + group;
    ASSERT_LT(beacons + progress + stops + 2 * questions, 10'000) << ranks << " ranks";
  }
}

TEST(rhythm, no_tick_has_more_beacons_than_it_may_and_each_rank_speaks_once_in_a_round) {
  for (const std::uint32_t ranks : sizes()) {
    const Rhythm rhythm{ranks};
    std::uint32_t all = 0;
    const std::uint32_t rounds = ranks > 10'000 ? 1 : 2;
    for (std::uint32_t tick = 0; tick < rounds * rhythm.every(); ++tick) {
      const std::uint32_t beacons = beacons_in(rhythm, tick);
      ASSERT_LE(beacons, most_beacons_in_a_tick) << ranks << " ranks, tick " << tick;
      all += beacons;
    }
    EXPECT_EQ(all, rounds * (ranks - 1)) << ranks;
    for (const std::uint32_t rank : {1U, ranks / 2, ranks - 1}) {
      std::uint32_t times = 0;
      for (std::uint32_t tick = 7; tick < 7 + rhythm.every(); ++tick) times += rhythm.is_due(tick, rank) ? 1 : 0;
      EXPECT_EQ(times, 1U) << "rank " << rank << " of " << ranks;
    }
  }
}

TEST(rhythm, small_jobs_speak_in_each_tick_and_large_ones_as_rarely_as_they_must) {
  EXPECT_EQ(Rhythm{2}.every(), 1U);
  EXPECT_EQ(Rhythm{300}.every(), 1U);
  EXPECT_EQ(Rhythm{301}.every(), 2U);
  EXPECT_EQ(Rhythm{100'000}.every(), 334U);
  EXPECT_EQ(Rhythm{2}.hurried_tick(), 5ms);
  EXPECT_EQ(Rhythm{16}.hurried_tick(), 10ms);
  EXPECT_EQ(Rhythm{100'000}.hurried_tick(), watchdog_tick);
  EXPECT_EQ(Rhythm{300}.least_patience(), watchdog_ticks_per_s) << "the least that --patience takes, one second";
  EXPECT_EQ(Rhythm{100'000}.least_patience(), 3'340U);
}

TEST(rhythm, what_comes_between_two_looks_has_room_in_a_socket) {
  for (const std::uint32_t ranks : sizes())
    EXPECT_LE(std::min(ranks, most_beacons_in_a_tick), 50 * Rhythm{ranks}.looks_in_a_tick()) << ranks;
}

TEST(rhythm, the_first_beacons_of_a_tick_are_spread_over_it) {
  for (const std::uint32_t ranks : sizes()) {
    const Rhythm rhythm{ranks};
    EXPECT_EQ(rhythm.delay(0), 0us);
    EXPECT_LT(rhythm.delay(ranks - 1), rhythm.hurried_tick());
    EXPECT_GE(rhythm.delay(ranks - 1) + std::chrono::microseconds(rhythm.hurried_tick()) / ranks + 2us,
              rhythm.hurried_tick())
        << ranks;
  }
}

TEST(tree, each_rank_hears_of_the_master_by_one_way) {
  for (const int width : {1, 2, 3, widest_tree}) {
    for (const int size : {1, 2, 3, 4, 64, 65, 66, 4'161, 4'162, 100'000}) {
      std::vector<int> parents(static_cast<std::size_t>(size), -1);
      for (int rank = 0; rank < size; ++rank) {
        const Tree tree(rank, size, width);
        EXPECT_LE(tree.children(), width);
        for (int child = tree.first_child(); child < tree.end_of_children(); ++child) {
          ASSERT_EQ(parents[static_cast<std::size_t>(child)], -1) << child << " has two parents";
          parents[static_cast<std::size_t>(child)] = rank;
          ASSERT_EQ(Tree(child, size, width).parent(), rank);
          ASSERT_GT(child, rank) << "there is a circle";
        }
      }
      EXPECT_EQ(std::count(parents.begin(), parents.end(), -1), 1) << "all but the master have one";
    }
  }
}

TEST(tree, the_master_of_100000_ranks_is_three_steps_from_each_at_most) {
  for (int rank = 0; rank < 100'000; ++rank) {
    int steps = 0;
    for (int above = rank; above != 0; above = Tree(above, 100'000).parent()) ++steps;
    ASSERT_LE(steps, 3) << rank;
  }
}

}  // namespace
}  // namespace squares
