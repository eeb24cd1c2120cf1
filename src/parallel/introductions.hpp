// Ranks introduce themselves to each other.
#pragma once

#include <vector>

#include "parallel/world.hpp"
#include "record/introduction.hpp"

namespace squares {

// Collective, both: what all ranks say, in their order; on the master, and none elsewhere.
std::vector<Introduction> gather_introductions(const World& world, const Introduction& mine);
// The same, on all ranks.
std::vector<Introduction> all_gather_introductions(const World& world, const Introduction& mine);

}  // namespace squares
