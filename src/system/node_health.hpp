// What else goes on at a node: other load, time taken by the hypervisor, limits, what killed runs have left, and names
// that take long to look up.
#pragma once

#include "record/health.hpp"

namespace squares {

// To be called by all ranks of a node at the same time: they sleep for a moment, so that what goes on is the work of
// others. `measure` is true for one of them, which looks around.
NodeHealth look_at_node(bool measure);

}  // namespace squares
