// What a file says of itself, read without trusting it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/claim.hpp"
#include "core/measurement.hpp"
#include "core/plan.hpp"
#include "core/provenance.hpp"
#include "core/study.hpp"

namespace squares {

struct FileFacts {
  // What is sent from one process to another as it is.
  struct Head {
    Plan plan;                         // range, blocks and block length
    std::uint64_t squares_offset = 0;  // bytes from the beginning of the file
    std::uint64_t ledger_offset = 0;
    std::uint64_t file_bytes = 0;
    std::uint32_t complete = 0;
    std::uint32_t attempts = 0;
    std::uint32_t broken_tables = 0;  // 1: /ranks or /threads cannot be read, or make no sense
    FixedText<16> checked;
    FixedText<80> sum;
  } head;
  std::vector<RankReport> ranks;  // none in a part
  std::vector<ThreadReport> threads;
  // What only people ask for. An attribute that is missing or broken is an empty text, or NaN.
  Provenance provenance;
  std::string schedule;
  Phases phases;  // of the last attempt; all 0 in a part
};

// A study's file: the samples, and what is asked of the rest. What follows from the samples is not in the file. Claims
// stand in such a file or in one of their own.
struct StudyFacts {
  StudyResult study;  // without workloads: analyse() finds them in the samples; no samples: there was no study
  std::vector<ClaimResult> claims;
  ClaimsSetting claims_setting;
  Provenance provenance;
  std::uint64_t file_bytes = 0;
};

// How long a file of ours was before it lost its end, if it has: HDF5 cannot open such a file.
std::optional<std::uint64_t> length_before_truncation(const std::string& path);

// Reads the metadata in a process of its own, which a hostile or broken file may crash or hang.
// Throws Error(no_input) for a file that is missing, not ours, of a later schema or broken, and
// Error(wrong_value) for one of ours that has lost its end.
FileFacts inspect(const std::string& path);

// The same for any file that squares writes.
std::variant<FileFacts, StudyFacts> inspect_any(const std::string& path);

// The same as inspect() for a file that has lost its end, if what is left says what it was.
FileFacts inspect_what_is_left(const std::string& path);

}  // namespace squares
