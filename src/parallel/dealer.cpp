#include "parallel/dealer.hpp"

#include <limits>
#include <utility>

namespace squares {
namespace {

constexpr int ask_tag = 3;
constexpr int deal_tag = 4;
constexpr std::uint64_t no_block = std::numeric_limits<std::uint64_t>::max();

}  // namespace

Dealer::Dealer(const World& world, const BlockSet& open, std::function<bool()> stopping, Idle idle)
    : world_(world), open_(open), stopping_(std::move(stopping)), idle_(std::move(idle)) {}

std::optional<std::uint64_t> Dealer::next() {
  if (world_.is_master()) {
    service();
    return take();
  }
  if (ended_) return std::nullopt;
  if (!asked_) ask();
  const auto block = answer();
  ended_ = !block || stopping_();
  if (ended_) return std::nullopt;
  ask();
  return block;
}

void Dealer::service() {
  if (!world_.is_master()) return;
  while (const auto question = world_.comm().iprobe(boost::mpi::any_source, ask_tag)) {
    world_.comm().recv(question->source(), ask_tag);
    world_.comm().send(question->source(), deal_tag, take().value_or(no_block));
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

std::optional<std::uint64_t> Dealer::answer() {
  Backoff backoff;
  while (!world_.comm().iprobe(0, deal_tag)) {
    idle_();
    backoff.pause();
  }
  std::uint64_t block = no_block;
  world_.comm().recv(0, deal_tag, block);
  asked_ = false;
  return block == no_block ? std::nullopt : std::optional(block);
}

// The master's: the next block that is open and not dealt.
std::optional<std::uint64_t> Dealer::take() {
  if (stopping_()) return std::nullopt;
  const auto block = open_.next(position_);
  if (block) position_ = *block + 1;
  return block;
}

}  // namespace squares
