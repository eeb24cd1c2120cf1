// Files of squares as everything that is said of them: finished runs, parts and studies.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "record/claim.hpp"
#include "record/run_result.hpp"
#include "record/study.hpp"
#include "record/timeline.hpp"

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
  Timeline timeline;              // empty until it is asked for
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

}  // namespace squares
