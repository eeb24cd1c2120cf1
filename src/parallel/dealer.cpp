#include "parallel/dealer.hpp"

#include <algorithm>
#include <utility>

namespace squares {
namespace {

constexpr int ask_tag = 3;
constexpr int deal_tag = 4;
constexpr std::uint64_t most_at_once = 16;

}  // namespace

Dealer::Dealer(const World& world, const BlockSet& open, std::function<bool()> stopping, Idle idle)
    : world_(world), open_(open), stopping_(std::move(stopping)), idle_(std::move(idle)), left_(open.count()) {}

std::optional<std::uint64_t> Dealer::next() {
  service();
  if (ended_) return std::nullopt;
  if (mine_.count == 0) {
    if (!world_.is_master() && !asked_) ask();
    mine_ = world_.is_master() ? take() : answer();
  }
  ended_ = mine_.count == 0 || stopping_();
  if (ended_) return std::nullopt;
  const std::uint64_t block = *open_.next(mine_.first);
  mine_ = {block + 1, mine_.count - 1};
  if (mine_.count == 0 && !world_.is_master()) ask();
  return block;
}

void Dealer::service() {
  if (!world_.is_master()) return;
  while (const auto question = world_.comm().iprobe(boost::mpi::any_source, ask_tag)) {
    world_.comm().recv(question->source(), ask_tag);
    world_.send(question->source(), deal_tag, take());
  }
}

void Dealer::close() {
  if (asked_) answer();
  ended_ = true;
}

void Dealer::ask() {
  world_.comm().send(0, ask_tag);
  asked_ = true;
}

Dealer::Deal Dealer::answer() {
  Backoff backoff;
  while (!world_.comm().iprobe(0, deal_tag)) {
    idle_();
    backoff.pause();
  }
  asked_ = false;
  return world_.receive<Deal>(0, deal_tag);
}

// The master's: the next blocks that are open and not dealt.
Dealer::Deal Dealer::take() {
  if (left_ == 0 || stopping_()) return {};
  const auto ranks = static_cast<std::uint64_t>(world_.size());
  const Deal deal{*open_.next(position_), std::clamp<std::uint64_t>(left_ / (8 * ranks), 1, most_at_once)};
  for (std::uint64_t k = 0; k < deal.count; ++k) position_ = *open_.next(position_) + 1;
  left_ -= deal.count;
  return deal;
}

}  // namespace squares
