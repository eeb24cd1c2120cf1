// What follows from a measurement of nodes, in words.
#pragma once

#include <string>
#include <vector>

#include "record/nodes.hpp"

namespace squares {

// One for each node, link or fact that is unlike, with what to look at. First what is wrong.
std::vector<std::string> sentences_of(const NodesResult& result);

// Only of what is wrong.
std::vector<std::string> wrong_sentences_of(const NodesResult& result);

// "computing"
const char* doing_of(NodeFigure figure);
// "node3", "node3, out of it" or "from node1 to node2"; `peer`: of a way, or "".
std::string place_text(const std::string& node, const std::string& peer, LinkSide side);

// "alike", "unlike", "wrong values", "stopped" or "nothing to compare"
std::string verdict_text(const NodesResult& result);

// Host names of the nodes that are unlike, or of all others.
std::vector<std::string> hosts_of(const NodesResult& result, bool unlike);

// For Slurm, to be run by its administrator; "" where all are alike.
std::string drain_line(const NodesResult& result);

// "4 nodes, 4 ranks; 9 rounds in 12 s, all at once"
std::string headline_of(const NodesResult& result);

// What the figures are worth, and what could not have been told.
std::vector<std::string> remarks_on(const NodesResult& result);

}  // namespace squares
