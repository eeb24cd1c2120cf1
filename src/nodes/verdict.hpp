// Which node, or which link, is not like the others. Pure: of samples alone.
//
// y = ln(time / reference of the same round); a node's y is the lower quartile of its rounds, so that it is slow in
// three rounds of four or more; unlike is one whose y is above what noise makes of nodes that are alike, and above what
// one would look at anyway. Of links, a node is unlike if most of its links are, and what is left are links.
#pragma once

#include <cstdint>
#include <vector>

#include "record/nodes.hpp"

namespace squares {

// Of the figures' first rounds, or of those that were measured again.
struct Judgement {
  std::vector<NodeFinding> unlike;
  std::vector<Resolution> resolutions;
};
Judgement judge_rounds(const NodesResult& result, bool again);

// Who is unlike: in the first rounds, and once more in those that were measured again.
NodesVerdict verdict_of(const NodesResult& result);

// The smallest ratio of times above which a node or a link is looked at.
double least_ratio(NodeFigure figure);

}  // namespace squares
