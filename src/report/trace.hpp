// A run in the format of Chrome's traces, which Perfetto and others show.
#pragma once

#include <cstddef>
#include <string>

#include "record/file_facts.hpp"

namespace squares {

// As many pieces of a run's timeline as viewers are still quick with.
constexpr std::size_t pieces_in_trace = 50'000;

// JSON. Ranks are processes and their threads are threads; a process of its own has the phases.
std::string trace_of(const RunFile& run);

}  // namespace squares
