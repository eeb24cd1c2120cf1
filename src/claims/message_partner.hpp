// Rank 1 of a launch, which answers by MPI message while rank 0 tests claims; the others sleep.
#pragma once

#include <cstdint>
#include <vector>

#include "parallel/world.hpp"

namespace squares {

// On rank 0: asks rank 1 so many times for `block` squares. Returns the seconds of each, from the question until all
// are there and have been added up. Throws Error(wrong_value).
std::vector<double> ask_by_message(const World& world, std::uint64_t block, std::uint32_t times);

// On rank 0: lets answer_messages() return on the others.
void end_of_messages(const World& world);

// On all other ranks: does what rank 0 asks for, until end_of_messages(). Asleep in between.
void answer_messages(const World& world);

}  // namespace squares
