// `squares compare`: is B slower than A, and what differs?
#pragma once

#include "app/options.hpp"
#include "core/error.hpp"

namespace squares {

// One process's alone. Throws Error. Exit::slower with --fail-if-slower only.
Exit compare(const CompareOptions& options);

}  // namespace squares
