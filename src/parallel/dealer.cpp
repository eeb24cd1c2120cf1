#include "parallel/dealer.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace squares {
namespace {

constexpr int ask_tag = 3;
constexpr int deal_tag = 4;
constexpr std::uint64_t most_at_once = 16;

// Where the open block with this number begins.
std::uint64_t position_of(const BlockSet& open, std::uint64_t number) {
  return number == 0 ? 0 : *BlockCursor(open, number, 1, 1).next();
}

}  // namespace

DealingGroup group_of(int rank, int ranks, std::uint64_t open, int most_in_group) {
  const auto groups =
      static_cast<int>(ceil_divide(static_cast<std::uint64_t>(ranks), static_cast<std::uint64_t>(most_in_group)));
  const int group = rank % groups;
  const auto number = static_cast<std::uint64_t>(ranks), count = static_cast<std::uint64_t>(groups);
  const Range members = part({0, number}, static_cast<std::uint64_t>(group), count);
  DealingGroup found{.dealer = group, .ranks = static_cast<int>(members.count), .share = {}};
  // As much for each rank, whichever group it is in.
  const Range first = part({0, open}, members.first, number), last = part({0, open}, members.last(), number);
  found.share = {first.first, last.first + last.count - first.first};
  return found;
}

DealSize::DealSize(int ranks) : ranks_(static_cast<std::uint64_t>(ranks)) {}

void DealSize::note_question(double now_s, std::uint64_t dealt_blocks) {
  dealt_ += dealt_blocks;
  if (++questions_ < questions_in_a_round()) return;
  constexpr double shortest_s = 1e-6, most = 1e9;
  const double took_s = std::max(now_s - round_began_s_, shortest_s);
  const double needed = static_cast<double>(dealt_) / took_s / most_questions_per_s;
  fewest_ = static_cast<std::uint64_t>(std::clamp(std::ceil(needed), 1.0, most));
  round_began_s_ = now_s;
  questions_ = dealt_ = 0;
}

std::uint64_t DealSize::next(std::uint64_t left) const {
  return std::min(left, std::max(fewest_, std::clamp<std::uint64_t>(left / (8 * ranks_), 1, most_at_once)));
}

Dealer::Dealer(const World& world, TrafficMeter& meter, const BlockSet& open, std::function<bool()> stopping, Idle idle,
               int most_in_a_group)
    : world_(world),
      meter_(meter),
      open_(open),
      stopping_(std::move(stopping)),
      idle_(std::move(idle)),
      group_(group_of(world.rank(), world.size(), open.count(), most_in_a_group)),
      size_(group_.ranks),
      left_(group_.share.count) {
  if (deals() && left_ > 0) position_ = position_of(open, group_.share.first);
}

std::optional<std::uint64_t> Dealer::next() {
  service();
  if (ended_) return std::nullopt;
  if (mine_.count == 0) {
    if (!deals() && !asked_) ask();
    mine_ = deals() ? take() : answer();
  }
  ended_ = mine_.count == 0 || stopping_();
  if (ended_) return std::nullopt;
  const std::uint64_t block = *open_.next(mine_.first);
  mine_ = {block + 1, mine_.count - 1};
  if (mine_.count == 0 && !deals()) ask();
  return block;
}

void Dealer::service() {
  if (!deals() || group_.ranks == 1) return;
  const double now_s = clock_.seconds();
  if (!looks_.is_due(now_s)) return;
  while (const auto question = world_.comm().iprobe(boost::mpi::any_source, ask_tag)) {
    world_.comm().recv(question->source(), ask_tag);
    ++meter_.questions.received;
    const Deal deal = take();
    size_.note_question(clock_.seconds(), deal.count);
    world_.send(question->source(), deal_tag, deal);
    ++meter_.deals.sent;
  }
  looks_.looked(now_s, clock_.seconds());
}

void Dealer::close() {
  if (asked_) answer();
  ended_ = true;
}

void Dealer::ask() {
  world_.comm().send(group_.dealer, ask_tag);
  ++meter_.questions.sent;
  asked_ = true;
}

Dealer::Deal Dealer::answer() {
  Backoff backoff;
  while (!world_.comm().iprobe(group_.dealer, deal_tag)) {
    idle_();
    backoff.pause();
  }
  asked_ = false;
  ++meter_.deals.received;
  return world_.receive<Deal>(group_.dealer, deal_tag);
}

// The dealer's: the next blocks that are open and not dealt.
Dealer::Deal Dealer::take() {
  if (left_ == 0 || stopping_()) return {};
  const Deal deal{*open_.next(position_), size_.next(left_)};
  for (std::uint64_t k = 0; k < deal.count; ++k) position_ = *open_.next(position_) + 1;
  left_ -= deal.count;
  return deal;
}

}  // namespace squares
