#include <gtest/gtest.h>

#include <algorithm>
#include <boost/mpi/collectives/all_reduce.hpp>
#include <chrono>
#include <functional>
#include <thread>
#include <vector>

#include "parallel/dealer.hpp"
#include "support/mpi.hpp"

namespace squares {
namespace {

using namespace std::chrono_literals;

// Every block but each fifth, which is done already.
BlockSet open_of(std::uint64_t blocks) {
  BlockSet open(blocks);
  for (std::uint64_t block = 0; block < blocks; ++block) {
    if (block % 5 != 0) open.add(block);
  }
  return open;
}

bool never() { return false; }
void no_more() {}
void no_work(std::uint64_t) {}

// Collective: works off what is dealt to this rank, `work` on each block. How often each block was dealt, on all ranks.
template <class Work>
std::vector<int> times_dealt(const BlockSet& open, std::uint64_t blocks, const Work& work,
                             const std::function<bool()>& stopping, TrafficMeter& meter,
                             int most_in_group = Dealer::most_in_group) {
  Dealer dealer(world(), meter, open, stopping, no_more, most_in_group);
  std::vector<int> mine(blocks);
  world().together(
      [&] {
        while (const auto block = dealer.next()) {
          ++mine.at(*block);
          work(*block);
          dealer.service();
        }
        EXPECT_FALSE(dealer.next()) << "the end is the end";
        dealer.close();
      },
      [&] { dealer.service(); });
  EXPECT_FALSE(world().comm().iprobe(boost::mpi::any_source, boost::mpi::any_tag)) << "a message was left behind";
  std::vector<int> all(blocks);
  boost::mpi::all_reduce(world().comm(), mine.data(), static_cast<int>(blocks), all.data(), std::plus<>());
  return all;
}
template <class Work>
std::vector<int> times_dealt(const BlockSet& open, std::uint64_t blocks, const Work& work,
                             const std::function<bool()>& stopping = never) {
  TrafficMeter meter;
  return times_dealt(open, blocks, work, stopping, meter);
}

std::vector<int> once_each(const BlockSet& open, std::uint64_t blocks) {
  std::vector<int> times(blocks);
  for (std::uint64_t block = 0; block < blocks; ++block) times[block] = open.contains(block) ? 1 : 0;
  return times;
}

TEST(dealer, every_open_block_is_dealt_once_and_no_other) {
  for (const std::uint64_t blocks : {1U, 2U, 5U, 64U, 1000U}) {
    EXPECT_EQ(times_dealt(open_of(blocks), blocks, no_work), once_each(open_of(blocks), blocks)) << blocks;
  }
}

TEST(dealer, of_groups_each_deals_its_blocks_and_every_question_is_answered) {
  for (const int most_in_group : {1, 2, 3}) {
    for (const std::uint64_t blocks : {1U, 7U, 1000U}) {
      TrafficMeter meter;
      const std::vector<int> times = times_dealt(open_of(blocks), blocks, no_work, never, meter, most_in_group);
      EXPECT_EQ(times, once_each(open_of(blocks), blocks)) << blocks << " blocks, groups of " << most_in_group;
      EXPECT_EQ(world().sum(meter.questions.received), world().sum(meter.questions.sent));
      EXPECT_EQ(world().sum(meter.deals.received), world().sum(meter.deals.sent));
      EXPECT_EQ(meter.deals.sent, meter.questions.received);
      if (most_in_group == 1) {
        EXPECT_EQ(meter.questions.sent, 0U) << "a rank alone asks nobody";
      }
    }
  }
}

TEST(dealer, however_short_the_blocks_a_dealer_is_asked_no_more_often_than_it_may_be) {
  const Stopwatch clock;
  TrafficMeter meter;
  const std::uint64_t blocks = 200'000;
  times_dealt(BlockSet::all(blocks), blocks, no_work, never, meter);
  const std::uint64_t round = DealSize(world().size()).questions_in_a_round();
  const double in_time =
      2 * DealSize::most_questions_per_s * clock.seconds() + 2.0 * static_cast<double>(round) + world().size();
  // How short blocks are is what the round before has shown, and a machine that gets less busy meanwhile makes them
  // shorter. In few milliseconds that is most of it; what counts then is that deals of 16 blocks are over.
  const double by_longer_deals = static_cast<double>(blocks) / 16 / 4;
  EXPECT_LE(static_cast<double>(meter.questions.received), std::max(in_time, by_longer_deals));
}

TEST(dealer, however_long_it_takes_to_look_for_questions_a_dealer_computes) {
  const Stopwatch clock;
  TrafficMeter meter;
  probes = {.each = 1ms};
  times_dealt(BlockSet::all(5000), 5000, no_work, never, meter);
  if (world().is_master()) {
    EXPECT_LE(probes.number - static_cast<int>(meter.questions.received), most_probes_of_a_millisecond(clock));
    EXPECT_GT(probes.number, 0) << "the test cannot see a look";
  }
  probes = {};
}

TEST(dealer, neighbours_are_dealt_together_while_there_are_many) {
  std::uint64_t last = 0;
  int neighbours = 0, mine = 0;
  const BlockSet open = BlockSet::all(10'000);
  times_dealt(open, 10'000, [&](std::uint64_t block) {
    neighbours += mine++ > 0 && block == last + 1 ? 1 : 0;
    last = block;
  });
  // At least fifteen of sixteen, but for the last eighth.
  if (mine > 0) {
    EXPECT_GE(neighbours, mine * 3 / 4 - 100);
  }
}

// The first block that each rank is dealt if all ask in turn. Collective.
std::uint64_t first_block_in_turn(std::uint64_t blocks) {
  const BlockSet open = BlockSet::all(blocks);
  TrafficMeter meter;
  Dealer dealer(world(), meter, open, never, no_more);
  std::uint64_t first = 0;
  for (int turn = 0; turn < world().size(); ++turn) {
    world().together(
        [&] {
          if (turn == world().rank()) first = dealer.next().value();
        },
        [&] { dealer.service(); });
  }
  world().together(
      [&] {
        while (dealer.next()) dealer.service();
        dealer.close();
      },
      [&] { dealer.service(); });
  return first;
}

// Of 100 blocks two ranks get 6 and then 5, three 4 each, and four 3, 3, 2 and 2.
TEST(dealer, a_deal_is_an_eighth_of_a_ranks_share_of_what_is_left) {
  const std::vector<std::vector<std::uint64_t>> first_blocks{{0}, {0, 6}, {0, 4, 8}, {0, 3, 6, 8}};
  const auto ranks = static_cast<std::size_t>(world().size()), rank = static_cast<std::size_t>(world().rank());
  if (ranks > first_blocks.size()) GTEST_SKIP() << "worked out for four ranks";
  EXPECT_EQ(first_block_in_turn(100), first_blocks[ranks - 1][rank]);
}

TEST(dealer, a_deal_is_at_most_sixteen_blocks) {
  EXPECT_EQ(first_block_in_turn(10'000), 16 * static_cast<std::uint64_t>(world().rank()));
}

TEST(dealer, a_slow_rank_gets_fewer_blocks) {
  const bool is_slow = world().rank() == world().size() - 1 && world().size() > 1;
  int mine = 0;
  const auto work = [&](std::uint64_t) {
    ++mine;
    std::this_thread::sleep_for(is_slow ? 200ms : 1ms);
  };
  const BlockSet open = BlockSet::all(100);
  EXPECT_EQ(times_dealt(open, 100, work), once_each(open, 100));
  const int fewest = boost::mpi::all_reduce(world().comm(), mine, boost::mpi::minimum<int>());
  if (is_slow) {
    EXPECT_EQ(mine, fewest);
    EXPECT_LT(mine, 100 / world().size());
  }
}

TEST(dealer, after_a_stop_no_block_is_dealt_and_everybody_comes_to_an_end) {
  bool stopping = false;
  const auto work = [&](std::uint64_t) { stopping = true; };
  const std::vector<int> times = times_dealt(BlockSet::all(1000), 1000, work, [&] { return stopping; });
  int dealt = 0;
  for (const int count : times) {
    EXPECT_LE(count, 1);
    dealt += count;
  }
  EXPECT_GE(dealt, 1);
  EXPECT_LE(dealt, world().size());
}

}  // namespace
}  // namespace squares
