// Dynamic scheduling: blocks are dealt on request, and a rank asks for the next before it needs them.
//
// A few successive blocks at a time, and fewer towards the end, so that neighbours are written by one rank, and the
// last blocks still go to whoever is free: guided self-scheduling (C. D. Polychronopoulos and D. J. Kuck, 1987), with
// limits. The master deals to 64 ranks at most. Of more, groups are formed, each with its share of the blocks and a
// dealer of its own; the ranks of a group are far from each other, so that each group has its part of the slow nodes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>

#include "core/block_set.hpp"
#include "core/range.hpp"
#include "core/stopwatch.hpp"
#include "parallel/looks.hpp"
#include "parallel/traffic.hpp"
#include "parallel/world.hpp"

namespace squares {

// The ranks of a group are every `groups`-th one.
struct DealingGroup {
  int dealer = 0;  // its first rank
  int ranks = 1;
  Range share;  // of the open blocks, by their number among them
};
DealingGroup group_of(int rank, int ranks, std::uint64_t open, int most_in_group);

// How many blocks a deal has: an eighth of a rank's share of what is left, at most 16, at least one; but more where
// blocks are so short that there would be more questions than a dealer is to answer. How short they are is known after
// a round of questions.
class DealSize {
 public:
  static constexpr double most_questions_per_s = 1000;

  explicit DealSize(int ranks);

  // `now_s` on a clock that began with this object.
  void note_question(double now_s, std::uint64_t dealt_blocks);
  // Of `left` blocks.
  [[nodiscard]] std::uint64_t next(std::uint64_t left) const;

  // Longer than the burst when all begin.
  [[nodiscard]] std::uint64_t questions_in_a_round() const { return std::max<std::uint64_t>(64, 4 * ranks_); }

 private:
  std::uint64_t ranks_;
  std::uint64_t fewest_ = 1;
  double round_began_s_ = 0;
  std::uint64_t questions_ = 0;  // in this round
  std::uint64_t dealt_ = 0;
};

// One on each rank. The main thread's alone.
class Dealer {
 public:
  static constexpr int most_in_group = 64;

  // `open` and `most_in_a_group` are the same on all ranks. `stopping` says that no more blocks are to be begun; `idle`
  // is called while waiting; `meter` counts questions and deals.
  Dealer(const World& world, TrafficMeter& meter, const BlockSet& open, std::function<bool()> stopping, Idle idle,
         int most_in_a_group = most_in_group);

  // The next block for this rank; none when all are dealt, or after a stop.
  std::optional<std::uint64_t> next();
  // The dealer's part: answers who has asked, soon. To be called again and again while it computes and waits.
  void service();
  // Takes back a question that is still under way. Before the ranks agree on the end of the step.
  void close();

 private:
  // From the dealer to a rank that has asked: `count` blocks of those that are open, from `first` on; none at the end.
  struct Deal {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
  };

  [[nodiscard]] bool deals() const { return world_.rank() == group_.dealer; }
  void ask();
  Deal answer();
  Deal take();

  const World& world_;
  TrafficMeter& meter_;
  const BlockSet& open_;
  std::function<bool()> stopping_;
  Idle idle_;
  DealingGroup group_;
  DealSize size_;
  Stopwatch clock_;
  Looks looks_;
  std::uint64_t left_;          // open blocks that the dealer has not dealt yet
  std::uint64_t position_ = 0;  // it has dealt all of the group's below
  Deal mine_;                   // dealt to this rank, and not begun
  bool asked_ = false;
  bool ended_ = false;
};

}  // namespace squares
