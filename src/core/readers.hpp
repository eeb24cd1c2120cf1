// Who reads back what a rank has written.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace squares {

// The reader of each rank's blocks, where `node_of` has the node of each rank: one on another node wherever there is
// one, and otherwise the next rank. All read as many ranks' blocks, but where a node has more than half of all ranks:
// the few others share those of its ranks.
std::vector<int> readers_of(std::span<const std::uint32_t> node_of);

}  // namespace squares
