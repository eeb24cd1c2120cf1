#include "parallel/traffic.hpp"

#include <algorithm>
#include <cmath>

namespace squares {

void MostPerSecond::look(double now_s, std::uint64_t count) {
  looks_.push_back({now_s, count});
  while (looks_[1].at_s <= now_s - 1) looks_.pop_front();
  const double seconds = std::max(1.0, now_s - looks_.front().at_s);
  const auto grown = static_cast<double>(count - looks_.front().count);
  most_ = std::max(most_, static_cast<std::uint64_t>(std::ceil(grown / seconds)));
}

void TrafficMeter::look() {
  std::uint64_t all = 0;
  for (const MessageCount* kind : {&beacons, &progress, &stops, &questions, &deals}) all += kind->received + kind->sent;
  const std::lock_guard lock(mutex_);
  most_.look(clock_.seconds(), all);
}

Traffic TrafficMeter::traffic() {
  look();
  const std::lock_guard lock(mutex_);
  return {.beacons_received = beacons.received,
          .beacons_sent = beacons.sent,
          .progress_received = progress.received,
          .stops_sent = stops.sent,
          .questions_received = questions.received,
          .deals_sent = deals.sent,
          .messages_in_busiest_second = most_.most()};
}

}  // namespace squares
