// Who a rank is, and what its node offers.
#pragma once

#include <string>

#include "record/introduction.hpp"

namespace squares {

std::string host_name();

// This process, without its MPI: its host, and the processors that its affinity mask allows; with `and_node` also what
// the node has, which takes a few milliseconds and is the same for all ranks of a node.
Introduction introduce(bool and_node);

}  // namespace squares
