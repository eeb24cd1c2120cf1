// Command lines that start a run, as people type them.
#pragma once

#include <string>

#include "record/run_result.hpp"

namespace squares {

// The command line that made it, with the launcher where there were several ranks.
std::string launch_of(const RunResult& result);

// How a part is finished.
std::string continuing_launch(const RunResult& result);

}  // namespace squares
