// `squares report`: files for people and for programs.
#pragma once

#include "app/options.hpp"
#include "core/error.hpp"

namespace squares {

// One process's alone. Throws Error.
Exit report_files(const ReportOptions& options);

}  // namespace squares
