// Which rank computes which blocks.
#pragma once

#include <cstdint>
#include <vector>

#include "core/plan.hpp"

namespace squares {

// Of the blocks that are still open, in their order, the ones with numbers first, first+step, …: `count` of them.
// What the master scatters.
struct Share {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  std::uint64_t step = 1;
};

// Rank `rank`'s share of `open` blocks: its contiguous part of them, or every ranks-th one. With Schedule::dynamic
// none: the master deals them one by one (see Dealer).
inline Share share_of(const Plan& plan, std::uint64_t open, std::uint32_t rank) {
  switch (plan.schedule) {
    case Schedule::block: {
      const Range mine = part({0, open}, rank, plan.ranks);
      return {mine.first, mine.count, 1};
    }
    case Schedule::cyclic:
      return {rank, open / plan.ranks + (rank < open % plan.ranks ? 1 : 0), plan.ranks};
    case Schedule::dynamic:
      break;
  }
  return {};
}

// The shares of all ranks, in their order.
inline std::vector<Share> deal(const Plan& plan, std::uint64_t open) {
  std::vector<Share> shares;
  shares.reserve(plan.ranks);
  for (std::uint32_t rank = 0; rank < plan.ranks; ++rank) shares.push_back(share_of(plan, open, rank));
  return shares;
}

}  // namespace squares
