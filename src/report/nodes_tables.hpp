// What was measured of nodes, as rates and in a table.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "record/nodes.hpp"
#include "report/table.hpp"

namespace squares {

// The medians of a node's rates and times; 0 where there are none.
struct NodeRow {
  std::vector<double> figures = std::vector<double>(node_figures);  // amounts in a second
  double latency_s = 0;
  double sent_bytes_per_s = 0, received_bytes_per_s = 0;
};

// Of some nodes together. Of right values alone.
NodeRow row_of(const NodesResult& result, const std::set<std::uint32_t>& nodes);

// A row for each node, the unlike first, and those alike together where they are many.
Table table_of(const NodesResult& result);

}  // namespace squares
