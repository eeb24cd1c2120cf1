// Whose values are wrong. Pure.
#pragma once

#include <vector>

#include "record/nodes.hpp"

namespace squares {

// Of two ends, sender and receiver or writer and reader, it is the one that more of the others have trouble with; with
// one other alone it cannot be told.
std::vector<WrongFinding> wrong_findings(const NodesResult& result);

}  // namespace squares
