// Who worked when, as the ledger tells, in as few pieces as wanted.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "record/timeline.hpp"

namespace squares {

// Of the blocks that are done, in order of time: a stretch each, or neighbours together where a rank has more than
// `most` of them, which is even. Holds no more than that in memory. Reads the file at `path`, whose ledger begins at
// `offset`.
Timeline read_timeline(const std::string& path, std::uint64_t offset, std::uint64_t blocks, std::size_t most);

}  // namespace squares
