// Where this binary and this run come from.
#pragma once

#include <string>

#include "record/provenance.hpp"

namespace squares {

// `command` as the user typed it.
Provenance provenance_of(const std::string& command);

}  // namespace squares
