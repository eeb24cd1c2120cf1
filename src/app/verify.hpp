// squares verify: every value of files, their ledgers and tables.
#pragma once

#include "app/options.hpp"
#include "core/error.hpp"
#include "parallel/world.hpp"

namespace squares {

// Alone (`world` is null), or collective: the ranks share each file's blocks, and only the master's options count.
Exit verify(const World* world, const VerifyOptions& options);

}  // namespace squares
