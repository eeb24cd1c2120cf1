// Nodes and links for people and for programs.
#pragma once

#include <string>

#include "record/nodes.hpp"
#include "report/json.hpp"

namespace squares {

// A table of at most 80 columns, and the verdict in sentences.
std::string nodes_text(const NodesResult& result);
// The same with pictures: samples as dots, and a map of the links.
std::string nodes_html(const NodesResult& result);
Json nodes_json(const NodesResult& result);
Json wrong_json(const NodesResult& result, const WrongFinding& one);

}  // namespace squares
