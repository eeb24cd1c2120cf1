// Whose facts are not those of most nodes, or not what they were. Pure.
#pragma once

#include <vector>

#include "record/nodes.hpp"
#include "record/nodes_comparison.hpp"

namespace squares {

// Facts of which each node has its own are compared in their own way: host names must differ, clocks must not be far
// from each other, and boot ids mean nothing here.
std::vector<FactFinding> fact_findings(const NodesResult& result);

// Of nodes that are in both, by their names, in the order of A. Boot ids and clocks as above.
std::vector<FactChange> fact_changes(const NodesResult& a, const NodesResult& b);

// Names of such facts.
namespace fact {
constexpr const char* host = "host";
constexpr const char* boot_id = "boot id";
constexpr const char* clock_offset = "clock offset";  // in seconds, as std::to_string has it
}  // namespace fact

}  // namespace squares
