// Files of squares: what they say of themselves, and everything that is said of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/plan.hpp"
#include "record/claim.hpp"
#include "record/measurement.hpp"
#include "record/nodes.hpp"
#include "record/provenance.hpp"
#include "record/read_sources.hpp"
#include "record/run_result.hpp"
#include "record/storage.hpp"
#include "record/study.hpp"
#include "record/timeline.hpp"
#include "record/traffic.hpp"

namespace squares {

// Where squares and ledger lie, in bytes from the beginning of the file.
struct Places {
  std::uint64_t squares = 0;
  std::uint64_t ledger = 0;
};

// A run's file, or a part.
struct FileFacts {
  // What is sent from one process to another as it is.
  struct Head {
    Plan plan;  // range, blocks and block length
    // Where HDF5 reads the very bytes that lie there. None: compressed, in chunks, behind a link or a user block.
    std::optional<Places> places;
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
  Storage storage;
  ReadSources sources;
  Traffic traffic;
};

// A study's file: the samples, and what is asked of the rest. What follows from the samples is not in the file. Claims
// stand in such a file or in one of their own.
struct StudyFacts {
  StudyResult study;  // without workloads: analyse() finds them in the samples; no samples: there was no study
  std::vector<ClaimRow> claims;
  std::vector<FigureRow> figures;
  ClaimsSetting claims_setting;
  Provenance provenance;
  std::uint64_t file_bytes = 0;
};

// A file of nodes, as it was measured; what follows from that is not in the file.
struct NodesFacts {
  NodesResult measured;
  Provenance provenance;
};

// From here on: what report and compare say of files.

// How far a run is that has not come to its end.
struct PartState {
  std::uint64_t done_blocks = 0;
  std::uint64_t done_numbers = 0;
  bool goes_on = false;  // a rank of it lives, as far as locks tell
};

struct RunFile {
  std::string name;  // as the user gave it
  RunResult result;
  std::optional<Places> places;
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

struct NodesFile {
  std::string name;
  NodesResult measured;
  Provenance provenance;
};

struct Files {
  std::vector<RunFile> runs;
  std::vector<RunFile> parts;
  std::vector<StudyFile> studies;
  std::vector<NodesFile> nodes{};

  [[nodiscard]] std::size_t size() const { return runs.size() + parts.size() + studies.size() + nodes.size(); }
};

}  // namespace squares
