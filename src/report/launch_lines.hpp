// The command lines by which a run is made again, or finished.
#pragma once

#include <cstdint>
#include <string>

#include "record/file_facts.hpp"

namespace squares {

// `command`, started as its ranks were: by `launcher`, or where that is not known, "", by mpirun if there are several.
std::string with_launcher(const std::string& launcher, std::uint32_t ranks, const std::string& command);

// The command line that made it, with the launcher where there were several ranks; or, where it is lost since the file
// was made of a damaged one, a line for its range.
std::string launch_of(const RunResult& result);
// How a part is finished as it was begun, from where its name leads to it: it may have been copied or renamed since.
std::string continuing_launch(const RunFile& part);

}  // namespace squares
