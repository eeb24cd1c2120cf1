#include "nodes/link_sample.hpp"

#include <algorithm>
#include <limits>
#include <span>

#include "core/square.hpp"
#include "core/stopwatch.hpp"

namespace squares {
namespace {

constexpr int tag = 7;
constexpr std::uint32_t most_pings = 200, warm_up = 3;
constexpr double pings_s = 0.05;  // then the pings end: one that was lost is seen by then
constexpr std::uint32_t most_transfers = 3;
constexpr double transfers_s = 0.5;
constexpr std::uint64_t no_more = 0;

std::span<std::uint64_t> message_in(const Buffer& memory) { return {memory.words(), longest_message}; }

}  // namespace

LinkSamples::LinkSamples(const World& world, const NodePlace& place)
    : world_(world), place_(place), memory_(longest_message) {}

LinkSample LinkSamples::measure(std::uint32_t peer, std::uint32_t round, std::vector<WrongValue>& wrong) {
  LinkSample mine{
      .round = round, .from = place_.node, .to = peer, .transfer_bytes = longest_message * sizeof(std::uint64_t)};
  const LinkSample theirs{.round = round, .from = peer, .to = place_.node};
  const bool is_first = place_.node < peer;
  if (is_first) send_all(mine, wrong);
  answer_all(theirs, wrong);
  if (!is_first) send_all(mine, wrong);
  return mine;
}

void LinkSamples::send_all(LinkSample& sample, std::vector<WrongValue>& wrong) {
  ping(sample, wrong);
  transfer(sample);
}

void LinkSamples::answer_all(const LinkSample& sample, std::vector<WrongValue>& wrong) {
  answer_pings(place_.leaders[sample.from]);
  receive_transfers(sample, wrong);
}

// Each carries a square, which comes back.
void LinkSamples::ping(LinkSample& sample, std::vector<WrongValue>& wrong) {
  const int peer = place_.leaders[sample.to];
  const Stopwatch clock;
  sample.latency_s = std::numeric_limits<double>::infinity();
  for (std::uint64_t number = 1; number <= warm_up + most_pings; ++number) {
    const double begin_s = clock.seconds();
    send(peer, square(number).low);
    const std::uint64_t answer = receive(peer);
    const double one_way_s = (clock.seconds() - begin_s) / 2;
    if (answer != square(number).low) {
      wrong.push_back(first_wrong(std::span(&answer, 1), number).value());
      wrong.back().figure = static_cast<std::uint32_t>(NodeFigure::latency);
      wrong.back().round = sample.round;
      wrong.back().node = sample.to;
      wrong.back().peer = sample.from;
    }
    if (number <= warm_up) continue;
    ++sample.pings;
    sample.latency_s = std::min(sample.latency_s, one_way_s);
    sample.slowest_s = std::max(sample.slowest_s, one_way_s);
    if (clock.seconds() > pings_s) break;
  }
  send(peer, no_more);
}

void LinkSamples::answer_pings(int peer) {
  for (std::uint64_t word = receive(peer); word != no_more; word = receive(peer)) send(peer, word);
}

// The time is that until the answer, for which the message has to be there whole.
void LinkSamples::transfer(LinkSample& sample) {
  const int peer = place_.leaders[sample.to];
  const std::span<std::uint64_t> message = message_in(memory_);
  const Stopwatch clock;
  sample.transfer_s = std::numeric_limits<double>::infinity();
  while (sample.transfers < most_transfers && (sample.transfers == 0 || clock.seconds() < transfers_s)) {
    const std::uint64_t first = first_number(sample.round, sample.from, sample.to, sample.transfers);
    fill_squares(Width::narrow, message, first);
    send(peer, first);
    const double begin_s = clock.seconds();
    world_.comm().send(peer, tag, message.data(), static_cast<int>(message.size()));
    static_cast<void>(receive(peer));
    sample.transfer_s = std::min(sample.transfer_s, clock.seconds() - begin_s);
    ++sample.transfers;
  }
  send(peer, no_more);
}

void LinkSamples::receive_transfers(const LinkSample& sample, std::vector<WrongValue>& wrong) {
  const int peer = place_.leaders[sample.from];
  const std::span<std::uint64_t> message = message_in(memory_);
  std::uint64_t which = 0;
  while (receive(peer) != no_more) {
    world_.comm().recv(peer, tag, message.data(), static_cast<int>(message.size()));
    send(peer, which + 1);
    auto damage = first_wrong(message, first_number(sample.round, sample.from, sample.to, which++));
    if (!damage) continue;
    damage->figure = static_cast<std::uint32_t>(NodeFigure::bandwidth);
    damage->round = sample.round;
    damage->node = sample.from;
    damage->peer = sample.to;
    wrong.push_back(*damage);
  }
}

void LinkSamples::send(int peer, std::uint64_t word) const { world_.send(peer, tag, word); }

std::uint64_t LinkSamples::receive(int peer) const { return world_.receive<std::uint64_t>(peer, tag); }

}  // namespace squares
