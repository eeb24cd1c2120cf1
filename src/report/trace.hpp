// A run in the format of Chrome's traces, which Perfetto and others show.
#pragma once

#include <string>

#include "report/read_files.hpp"

namespace squares {

// JSON. Ranks are processes and their threads are threads; a process of its own has the phases. Reads the ledger.
std::string trace_of(const RunFile& run);

}  // namespace squares
