// squares verify: every value of files, their ledgers and tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/plan.hpp"
#include "parallel/world.hpp"

namespace squares {

struct VerifyOptions {
  std::vector<std::string> operands;  // files
  std::uint32_t threads = threads_auto;
  std::optional<Range> covers;
  bool reopen = false;
  bool json = false;
  bool quiet = false;
};

// Collective: the ranks share each file's blocks, and the master's options count.
Exit verify(const World& world, const VerifyOptions& options);

}  // namespace squares
