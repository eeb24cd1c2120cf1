// Two measurements of the same nodes for people and for programs.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "record/nodes_comparison.hpp"
#include "report/compare_report.hpp"
#include "report/json.hpp"
#include "report/table.hpp"

namespace squares {

// The answer in a sentence, without a full stop: what has changed most, and how much else.
std::string comparison_verdict(const NodesComparison& nodes);

// A row for each figure of each node. Of many nodes those that differ, and the others together. Names keep their last
// `name_columns` letters.
Table nodes_comparison_table(const NodesComparison& nodes, std::size_t name_columns = std::string::npos);

// A row for each figure of each way; of many ways those that differ.
Table ways_comparison_table(const NodesComparison& nodes, std::size_t name_columns = std::string::npos);

// Facts whose two values are the same on several nodes are one difference.
std::vector<Difference> differences_of(const NodesComparison& nodes);

std::string comparison_text(const NodesComparison& nodes);  // the answer first
std::string comparison_html(const NodesComparison& nodes);  // a page, with a dot for each sample or node
Json comparison_json(const NodesComparison& nodes);         // with each way

}  // namespace squares
