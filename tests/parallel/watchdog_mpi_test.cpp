#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>

#include "parallel/watchdog.hpp"
#include "support/mpi.hpp"

namespace squares {
namespace {

using namespace std::chrono_literals;

constexpr double patience_s = 60;  // against hangs only

TEST(watchdog, the_master_counts_the_beacons_of_the_others_and_its_answers) {
  const auto others = static_cast<std::uint64_t>(world().size() - 1);
  std::string said;
  const auto all = world().gather(Watched{.host = std::string("here"), .pid = static_cast<std::uint64_t>(getpid())});
  std::uint64_t sent = 0, received = 0;
  {
    Watchdog watchdog(world(), all, true, patience_s,
                      {[](const Error&) {}, [&](const std::string& text) { said += text; }});
    const MessageCount& beacons = watchdog.meter().beacons;
    const Stopwatch clock;
    // Until each has heard the master twice, and the master has heard as much.
    const std::uint64_t enough = world().is_master() ? 2 * others : others > 0 ? 2 : 0;
    while (beacons.received < enough && clock.seconds() < patience_s) std::this_thread::sleep_for(1ms);
    EXPECT_GE(beacons.received, enough);
    world().barrier();
    received = world().is_master() ? beacons.received.load() : 0;
    world().barrier();  // what is sent from here on has not been counted there
    sent = world().is_master() ? 0 : beacons.sent.load();
    if (world().is_master()) {
      const Traffic traffic = watchdog.meter().traffic();
      EXPECT_GE(traffic.beacons_received, received);
      EXPECT_GE(traffic.beacons_sent, others > 0 ? 2 * others : 0);
      EXPECT_GT(traffic.messages_in_busiest_second + (others == 0 ? 1 : 0), 0U);
    }
    world().barrier();
  }
  const std::uint64_t by_others = world().sum(sent);
  if (world().is_master()) {
    EXPECT_LE(received, by_others) << "none that nobody has sent";
  }
  EXPECT_EQ(said, "");
}

}  // namespace
}  // namespace squares
