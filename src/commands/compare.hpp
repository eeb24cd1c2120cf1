// `squares compare`: is B slower than A, and what differs? Of runs, or of two measurements of nodes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"

namespace squares {

struct CompareOptions {
  std::vector<std::string> operands;     // files
  std::vector<std::string> to;           // files; empty: the last of two operands
  std::optional<double> fail_if_slower;  // as a share of the time: 0.05 for 5 %
  std::optional<std::string> html;       // a page
  bool force = false;                    // which is replaced
  bool json = false;
  bool quiet = false;
};

// One process's alone. Throws Error. Exit::slower with --fail-if-slower only, and Exit::wrong_value of nodes.
Exit compare(const CompareOptions& options);

}  // namespace squares
