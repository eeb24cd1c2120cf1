// What a file says of itself, read without trusting it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/measurement.hpp"
#include "core/plan.hpp"

namespace squares {

struct FileFacts {
  // What is sent from one process to another as it is.
  struct Head {
    Plan plan;                         // range, blocks and block length
    std::uint64_t squares_offset = 0;  // bytes from the begin of the file
    std::uint64_t ledger_offset = 0;
    std::uint64_t file_bytes = 0;
    std::uint32_t complete = 0;
    std::uint32_t attempts = 0;
    FixedText<16> checked;
    FixedText<80> sum;
    FixedText<32> created;
    FixedText<64> squares_version;
  } head;
  std::vector<RankReport> ranks;      // none in a part
  std::vector<ThreadReport> threads;
};

// Reads the metadata in a process of its own, which a hostile or broken file may crash or hang.
// Throws Error(no_input) for a file that is missing, not ours, of a later schema or broken, and
// Error(wrong_value) for one of ours that has lost its end.
FileFacts inspect(const std::string& path);

}  // namespace squares
