#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <thread>
#include <vector>

#include "parallel/control.hpp"
#include "support/mpi.hpp"

namespace squares {
namespace {

using namespace std::chrono_literals;

constexpr double patience_s = 60;  // against hangs only

TrafficMeter meter;  // of tests that do not look at it

// Collective: closes, and sees that all know whether to stop and that no message is under way to anybody.
void expect_clean_close(Control& control, bool stopped) {
  world().together([] {}, [&] { control.service(); });
  EXPECT_EQ(control.close(), stopped);
  world().comm().barrier();
  EXPECT_FALSE(world().comm().iprobe(boost::mpi::any_source, boost::mpi::any_tag)) << "a message was left behind";
  world().comm().barrier();
}

// Works on as a rank does between its blocks, until `done` or out of patience.
template <class Done>
void work_until(Control& control, const Done& done) {
  const Stopwatch clock;
  while (!done() && clock.seconds() < patience_s) {
    control.service();
    std::this_thread::sleep_for(1ms);
  }
}

TEST(control, all_numbers_arrive_at_the_master) {
  const auto ranks = static_cast<std::uint64_t>(world().size());
  std::uint64_t shown = 0;
  Control control(world(), meter, {.show = [&](std::uint64_t numbers) {
                    EXPECT_GE(numbers, shown) << "it went backwards";
                    EXPECT_TRUE(world().is_master());
                    shown = numbers;
                  }});
  for (int block = 0; block < 3; ++block) {
    std::this_thread::sleep_for(220ms);
    control.handled(10 + static_cast<std::uint64_t>(world().rank()));
  }
  const std::uint64_t all = 3 * (10 * ranks + ranks * (ranks - 1) / 2);
  world().on_master([&] { work_until(control, [&] { return shown == all; }); });
  if (world().is_master()) {
    EXPECT_EQ(shown, all);
  }
  expect_clean_close(control, false);
}

TEST(control, however_short_the_blocks_the_master_shows_a_few_times_a_second_at_most) {
  const Stopwatch clock;
  int shows = 0;
  Control control(world(), meter, {.show = [&](std::uint64_t) { ++shows; }});
  for (int block = 0; block < 20'000; ++block) control.handled(1);
  std::this_thread::sleep_for(250ms);
  control.handled(1);
  expect_clean_close(control, false);
  if (world().is_master()) {
    EXPECT_GE(shows, 1);
  }
  EXPECT_LE(shows, 5 * clock.seconds() + 1);
}

TEST(control, however_long_it_takes_to_look_for_messages_blocks_have_the_time) {
  constexpr int blocks = 2000;
  const Stopwatch clock;
  probes = {.each = 1ms};
  Control control(world(), meter, {});
  for (int block = 0; block < blocks && !control.stop_requested(); ++block) control.handled(1);
  EXPECT_LE(probes.number, most_probes_of_a_millisecond(clock));
  if (world().size() > 1) {
    EXPECT_GT(probes.number, 0) << "the test cannot see a look";
  }
  probes = {};
  expect_clean_close(control, false);
}

TEST(control, a_stop_asked_for_by_any_rank_reaches_all) {
  for (int asking = 0; asking < world().size(); ++asking) {
    Control control(world(), meter, {});
    EXPECT_FALSE(control.stop_requested());
    world().comm().barrier();
    if (world().rank() == asking) control.request_stop();
    work_until(control, [&] { return control.stop_requested(); });
    EXPECT_TRUE(control.stop_requested()) << "asked for by rank " << asking;
    expect_clean_close(control, true);
  }
}

TEST(control, a_stop_that_all_ask_for_at_once_reaches_all) {
  for (int again = 0; again < 20; ++again) {
    Control control(world(), meter, {});
    control.handled(1);
    control.request_stop();
    control.request_stop();
    work_until(control, [&] { return control.stop_requested(); });
    EXPECT_TRUE(control.stop_requested());
    expect_clean_close(control, true);
  }
}

TEST(control, a_reason_to_stop_that_any_rank_sees_reaches_all) {
  for (int asking = 0; asking < world().size(); ++asking) {
    bool has_reason = false;
    Control control(world(), meter, {.wants_stop = [&] { return has_reason; }});
    world().comm().barrier();
    has_reason = world().rank() == asking;
    work_until(control, [&] { return control.stop_requested(); });
    EXPECT_TRUE(control.stop_requested()) << "seen by rank " << asking;
    expect_clean_close(control, true);
  }
}

TEST(control, close_takes_in_a_stop_that_nobody_has_looked_for) {
  for (int asking = 0; asking < world().size(); ++asking) {
    Control control(world(), meter, {});
    if (world().rank() == asking) control.request_stop();
    expect_clean_close(control, true);
  }
}

TEST(control, without_a_request_nobody_stops) {
  Control control(world(), meter, {});
  for (int block = 0; block < 100; ++block) {
    control.handled(1);
    EXPECT_FALSE(control.stop_requested());
  }
  expect_clean_close(control, false);
}

// Each rank below another, two below each, and all below the master.
constexpr std::array widths{1, 2, widest_tree};

TEST(control, in_any_tree_all_numbers_arrive_at_the_master_who_gets_what_its_children_have_sent) {
  const auto ranks = static_cast<std::uint64_t>(world().size());
  for (const int width : widths) {
    TrafficMeter counts;
    std::uint64_t shown = 0;
    Control control(world(), counts, {.show = [&](std::uint64_t numbers) { shown = numbers; }}, width);
    control.handled(1 + static_cast<std::uint64_t>(world().rank()));
    const std::uint64_t all = ranks * (ranks + 1) / 2;
    world().together(
        [&] {
          if (world().is_master()) work_until(control, [&] { return shown == all; });
        },
        [&] { control.service(); });
    if (world().is_master()) {
      EXPECT_EQ(shown, all) << "width " << width;
    }
    EXPECT_FALSE(control.close());

    const std::vector<std::uint64_t> sent = world().gather(counts.progress.sent.load());
    if (world().is_master()) {
      std::uint64_t by_children = 0;
      const Tree tree(0, world().size(), width);
      for (int child = tree.first_child(); child < tree.end_of_children(); ++child)
        by_children += sent[static_cast<std::size_t>(child)];
      EXPECT_EQ(counts.progress.received, by_children) << "width " << width;
      EXPECT_EQ(counts.progress.sent, 0U);
    }
    EXPECT_EQ(world().sum(counts.progress.received), world().sum(counts.progress.sent));
    EXPECT_EQ(world().sum(counts.stops.sent), 0U);
  }
}

TEST(control, in_any_tree_a_stop_asked_for_by_any_rank_reaches_each_other_once) {
  for (const int width : widths) {
    for (int asking = 0; asking < world().size(); ++asking) {
      TrafficMeter counts;
      Control control(world(), counts, {}, width);
      world().comm().barrier();
      if (world().rank() == asking) control.request_stop();
      work_until(control, [&] { return control.stop_requested(); });
      EXPECT_TRUE(control.stop_requested()) << "asked for by rank " << asking << ", width " << width;
      expect_clean_close(control, true);
      EXPECT_EQ(counts.stops.received, world().is_master() ? 0U : 1U);
      EXPECT_EQ(counts.stops.sent, static_cast<unsigned>(Tree(world().rank(), world().size(), width).children()));
    }
  }
}

TEST(control, in_any_tree_close_takes_in_a_stop_that_nobody_has_looked_for) {
  for (const int width : widths) {
    for (int asking = 0; asking < world().size(); ++asking) {
      Control control(world(), meter, {}, width);
      if (world().rank() == asking) control.request_stop();
      EXPECT_TRUE(control.close());
      world().comm().barrier();
      EXPECT_FALSE(world().comm().iprobe(boost::mpi::any_source, boost::mpi::any_tag)) << "a message was left behind";
      world().comm().barrier();
    }
  }
}

TEST(control, one_stop_does_not_reach_into_the_next_phase) {
  {
    Control control(world(), meter, {});
    if (world().rank() == world().size() - 1) control.request_stop();
    expect_clean_close(control, true);
  }
  Control control(world(), meter, {});
  std::this_thread::sleep_for(20ms);
  control.service();
  EXPECT_FALSE(control.stop_requested());
  expect_clean_close(control, false);
}

}  // namespace
}  // namespace squares
