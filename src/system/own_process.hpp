// Reading in a process of its own, which a hostile or broken file may crash or hang.
#pragma once

#include <functional>
#include <string>

#include "core/error.hpp"
#include "system/bytes.hpp"

namespace squares {

// What `read` gives there. Throws Error(no_input) that names `path` where it throws, crashes or computes without end,
// and Error(io) where a disk or the machine's memory keeps it from its end.
Bytes in_own_process(const std::string& path, const std::function<Bytes()>& read);

// A file that cannot be read as one of squares, with exit code 66.
Error not_ours(const std::string& path, const std::string& why);

}  // namespace squares
