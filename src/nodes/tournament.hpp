// Who is measured with whom. Pure.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace squares {

// Pairs of nodes, none of which is in two of them.
using Step = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

constexpr std::uint32_t most_links_of_a_node = 63;

// Each pair of nodes once, in n − 1 steps (n where n is odd); of more than 64 nodes a part of the pairs that the seed
// chooses, 63 steps of them.
std::vector<Step> tournament(std::uint32_t nodes, std::uint64_t seed);

// The same pairs, one in each step.
std::vector<Step> one_by_one(const std::vector<Step>& steps);

}  // namespace squares
