// The lesson's examples E1 to E4, played.
#pragma once

#include <string>

#include "claims/lab.hpp"
#include "record/claim.hpp"

namespace squares {

// Throws Error(usage) if the lesson has no such example, Error(wrong_value) if a square is wrong.
PlayedExample play_example(const Lab& lab, const std::string& id);

}  // namespace squares
