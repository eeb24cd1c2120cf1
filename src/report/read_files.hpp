// Files of squares as everything that is said of them: finished runs, parts and studies.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/claim.hpp"
#include "core/study.hpp"
#include "report/run_result.hpp"

namespace squares {

// How far a run is that has not come to its end.
struct PartState {
  std::uint64_t done_blocks = 0;
  std::uint64_t done_numbers = 0;
  bool goes_on = false;  // a rank of it lives, as far as locks tell
};

struct RunFile {
  std::string name;  // as the user gave it
  RunResult result;
  std::uint64_t ledger_offset = 0;
  std::optional<PartState> part;  // none: it is complete
};

// A study, or claims, or both.
struct StudyFile {
  std::string name;
  StudyResult study;  // without samples: there was none
  std::vector<ClaimResult> claims{};
  ClaimsSetting claims_setting{};
  Provenance provenance;
};

struct Files {
  std::vector<RunFile> runs;
  std::vector<RunFile> parts;
  std::vector<StudyFile> studies;

  [[nodiscard]] std::size_t size() const { return runs.size() + parts.size() + studies.size(); }
};

// In the order in which they are named; one that is named twice is there once. Throws Error(no_input) or
// Error(wrong_value), as inspect() does.
Files read_files(const std::vector<std::string>& names);

}  // namespace squares
