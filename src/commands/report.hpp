// `squares report`: files for people and for programs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"

namespace squares {

struct ReportOptions {
  std::vector<std::string> operands;  // files
  std::optional<std::string> html;    // where to write a page
  std::optional<std::string> trace;   // where to write a trace
  bool csv = false;
  bool force = false;
  bool json = false;
  bool quiet = false;
};

// One process's alone. Throws Error.
Exit report_files(const ReportOptions& options);

}  // namespace squares
