// The messages by which the master follows and steers a run, as they are stored and shown.
#pragma once

#include <cstdint>
#include <tuple>

#include "record/description.hpp"

namespace squares {

// Of the master, in the last attempt. All 0 where that is not known.
struct Traffic {
  std::uint64_t beacons_received = 0;
  std::uint64_t beacons_sent = 0;
  std::uint64_t progress_received = 0;
  std::uint64_t stops_sent = 0;
  std::uint64_t questions_received = 0;
  std::uint64_t deals_sent = 0;
  std::uint64_t messages_in_busiest_second = 0;
  std::uint64_t master_peak_rss_bytes = 0;
};

template <>
struct Description<Traffic> {
  static constexpr std::tuple columns{
      Column{"beacons_received", &Traffic::beacons_received, "1",
             "signs of life that rank 0 received in the last attempt, by UDP; like the next ones 0 in a part, and in "
             "files from before they were counted",
             false},
      Column{"beacons_sent", &Traffic::beacons_sent, "1", "its answers", false},
      Column{"progress_received", &Traffic::progress_received, "1",
             "how far others were, of at most 64 ranks, which pass on what they hear of theirs", false},
      Column{"stops_sent", &Traffic::stops_sent, "1", "orders to stop, to at most 64 ranks, which pass them on", false},
      Column{"questions_received", &Traffic::questions_received, "1",
             "questions for blocks (schedule `dynamic`), of at most 63 ranks", false},
      Column{"deals_sent", &Traffic::deals_sent, "1", "the answers to them", false},
      Column{"messages_in_busiest_second", &Traffic::messages_in_busiest_second, "1",
             "of all these, the most in a second", false},
      Column{"master_peak_rss_bytes", &Traffic::master_peak_rss_bytes, "bytes",
             "the most memory that rank 0 had at once, until the tables were gathered", false},
  };
};

}  // namespace squares
