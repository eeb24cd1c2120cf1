// squares claims: the sentences of the lesson, put to the test here.
#pragma once

#include <string>
#include <vector>

#include "core/error.hpp"
#include "parallel/world.hpp"
#include "system/launch.hpp"

namespace squares {

struct ClaimsOptions {
  std::vector<std::string> operands;  // ids of claims; none: all
  std::string example;                // to play instead; "": none
  std::string output;                 // a file for them; "": none
  std::string python = "python3";
  double budget_s = 30;
  bool control = false;
  bool force = false;
  bool json = false;
  bool quiet = false;
};

struct ClaimsCall {
  ClaimsOptions options;
  std::string command;  // as typed
};

// Collective: rank 0 tests, rank 1 answers its messages, the others sleep.
Exit claims(const World& world, const Launch& launch, const ClaimsCall& call);

}  // namespace squares
