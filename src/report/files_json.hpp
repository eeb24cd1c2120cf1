// Files for programs.
#pragma once

#include <nlohmann/json.hpp>

#include "record/files.hpp"

namespace squares {

// `runs` (each as a run prints it), `parts`, `studies`, `series` and `not_compared`.
nlohmann::ordered_json files_json(const Files& files);

}  // namespace squares
