// squares claims: the sentences of the lesson, put to the test here.
#pragma once

#include <string>

#include "app/options.hpp"
#include "core/error.hpp"
#include "parallel/world.hpp"

namespace squares {

struct ClaimsCall {
  ClaimsOptions options;
  std::string command;  // as typed
};

// With a world: collective; rank 0 tests, rank 1 answers its messages, the others sleep.
Exit claims(const World* world, const ClaimsCall& call);

}  // namespace squares
