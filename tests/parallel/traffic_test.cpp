#include "parallel/traffic.hpp"

#include <gtest/gtest.h>

namespace squares {
namespace {

TEST(most_per_second, a_short_run_has_all_its_messages_in_its_only_second) {
  MostPerSecond most;
  most.look(0.01, 5);
  most.look(0.3, 40);
  EXPECT_EQ(most.most(), 40U);
}

TEST(most_per_second, the_fullest_second_counts_wherever_it_lies) {
  MostPerSecond most;
  std::uint64_t count = 0;
  for (int tick = 1; tick <= 100; ++tick) {
    count += tick > 40 && tick <= 50 ? 100 : 1;  // 1,000 in the fifth second
    most.look(0.1 * tick, count);
  }
  EXPECT_GE(most.most(), 900U);
  EXPECT_LE(most.most(), 1'001U);
}

TEST(most_per_second, between_looks_far_apart_a_count_grows_evenly) {
  MostPerSecond most;
  most.look(10, 1'000);
  EXPECT_EQ(most.most(), 100U);
  most.look(20, 1'500);
  EXPECT_EQ(most.most(), 100U);
}

TEST(traffic_meter, counts_every_kind_that_the_master_receives_and_sends) {
  TrafficMeter meter;
  meter.beacons.received = 1;
  meter.beacons.sent = 2;
  meter.progress.received = 4;
  meter.stops.sent = 8;
  meter.questions.received = 16;
  meter.deals.sent = 32;
  const Traffic traffic = meter.traffic();
  EXPECT_EQ(traffic.beacons_received, 1U);
  EXPECT_EQ(traffic.beacons_sent, 2U);
  EXPECT_EQ(traffic.progress_received, 4U);
  EXPECT_EQ(traffic.stops_sent, 8U);
  EXPECT_EQ(traffic.questions_received, 16U);
  EXPECT_EQ(traffic.deals_sent, 32U);
  EXPECT_EQ(traffic.messages_in_busiest_second, 63U);
}

}  // namespace
}  // namespace squares
