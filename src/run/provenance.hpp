// Where this binary and this run come from.
#pragma once

#include <string>

#include "record/provenance.hpp"

namespace squares {

// `command` as the user typed it; `launcher` as launcher_before() gives it.
Provenance provenance_of(const std::string& command, const std::string& launcher = "");

}  // namespace squares
