// Where a rank may run.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "parallel/messages.hpp"

namespace squares {

// This process: its host, and the processors that its affinity mask allows.
Introduction introduce();

// How many threads each rank gets: `threads` of them, or with threads_auto as many as it has processors,
// shared fairly where ranks of one host may use the same ones. At least one each.
std::vector<std::uint32_t> team_sizes(std::uint32_t threads, std::span<const Introduction> ranks);

}  // namespace squares
