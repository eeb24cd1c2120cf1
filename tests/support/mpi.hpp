// What the tests at several ranks share. Every test runs on all ranks, and fails if it fails on any.
#pragma once

#include "parallel/world.hpp"

namespace squares {

// All ranks of the test.
const World& world();

}  // namespace squares
