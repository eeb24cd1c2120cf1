// squares study: how many ranks, how many threads.
#pragma once

#include <string>

#include "app/options.hpp"
#include "core/error.hpp"
#include "parallel/world.hpp"
#include "system/launch.hpp"

namespace squares {

struct StudyCall {
  StudyOptions options;
  std::string command;  // as typed
};

// Collective; the master's options count.
Exit study(const World& world, const StudyCall& call, const Launch& launch);

}  // namespace squares
