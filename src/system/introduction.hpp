// Who a rank is, and what its node offers.
#pragma once

#include <cstdint>
#include <string>

#include "record/introduction.hpp"

namespace squares {

std::string host_name();

// The same for all ranks of a node, and another on each: by the server that the launcher has there for its ranks. 0
// where it has none. A host name may be that of several nodes, and then MPI's own ways to tell who shares memory fail.
std::uint64_t number_of_node();

// This process, without its MPI: its host, and the processors that its affinity mask allows; with `and_node` also what
// the node has, which takes a few milliseconds and is the same for all ranks of a node.
Introduction introduce(bool and_node);

}  // namespace squares
