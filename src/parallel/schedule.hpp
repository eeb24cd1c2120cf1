// Which rank computes which blocks.
#pragma once

#include <cassert>
#include <cstdint>
#include <vector>

#include "core/plan.hpp"

namespace squares {

// Blocks first, first+step, …: `count` of them. What the master scatters.
struct Share {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  std::uint64_t step = 1;

  [[nodiscard]] std::uint64_t block(std::uint64_t k) const {
    assert(k < count);
    return first + k * step;
  }
};

// Rank `rank`'s blocks: its contiguous part of them, or every ranks-th one.
inline Share share_of(const Plan& plan, std::uint32_t rank) {
  if (plan.schedule == Schedule::block) {
    const Range mine = part({0, plan.blocks}, rank, plan.ranks);
    return {mine.first, mine.count, 1};
  }
  const std::uint64_t count = plan.blocks / plan.ranks + (rank < plan.blocks % plan.ranks ? 1 : 0);
  return {rank, count, plan.ranks};
}

// The shares of all ranks, in their order.
inline std::vector<Share> deal(const Plan& plan) {
  std::vector<Share> shares;
  shares.reserve(plan.ranks);
  for (std::uint32_t rank = 0; rank < plan.ranks; ++rank) shares.push_back(share_of(plan, rank));
  return shares;
}

}  // namespace squares
