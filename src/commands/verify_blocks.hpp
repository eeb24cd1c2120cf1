// The blocks of a file, read and compared by a team, each thread a block at a time.
#pragma once

#include <string>
#include <vector>

#include "parallel/team.hpp"
#include "record/verify.hpp"
#include "store/stored_values.hpp"

namespace squares {

struct BlockResults {
  BlockCounts counts;
  std::vector<Finding> findings;  // in order; at most 10,000, though there be more
};

// Compares blocks `mine` of the file with the squares and with their rows. Without MPI, and HDF5 in another process.
// Which thread wrote a wrong value is left open. Throws Error(io) if the file cannot be read, Error(no_input) where
// HDF5 cannot be trusted with it.
BlockResults verify_blocks(const std::string& path, const FileFacts::Head& head, Range mine, Team& team);

}  // namespace squares
