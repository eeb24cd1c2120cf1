// Dynamic scheduling: the master deals blocks on request, and a rank asks for the next before it needs them.
//
// A few successive blocks at a time, and fewer towards the end, so that neighbours are written by one rank, and the
// last blocks still go to whoever is free: guided self-scheduling (C. D. Polychronopoulos and D. J. Kuck, 1987), with a
// limit.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "core/block_set.hpp"
#include "parallel/world.hpp"

namespace squares {

// One on each rank. The main thread's alone.
class Dealer {
 public:
  // `open` is the same on all ranks. `stopping` says that no more blocks are to be begun; `idle` is called while
  // waiting.
  Dealer(const World& world, const BlockSet& open, std::function<bool()> stopping, Idle idle);

  // The next block for this rank; none when all are dealt, or after a stop.
  std::optional<std::uint64_t> next();
  // The master's part: answers who has asked. To be called while it computes and waits.
  void service();
  // Takes back a question that is still under way. Before the ranks agree on the end of the step.
  void close();

 private:
  // From the master to a rank that has asked: `count` blocks of those that are open, from `first` on; none at the end.
  struct Deal {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
  };

  void ask();
  Deal answer();
  Deal take();

  const World& world_;
  const BlockSet& open_;
  std::function<bool()> stopping_;
  Idle idle_;
  std::uint64_t left_;          // open blocks that the master has not dealt yet
  std::uint64_t position_ = 0;  // it has dealt all below
  Deal mine_;                   // dealt to this rank, and not begun
  bool asked_ = false;
  bool ended_ = false;
};

}  // namespace squares
