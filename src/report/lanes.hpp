// What each rank of a run did when, from its ledger and its tables.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "record/file_facts.hpp"

namespace squares {

enum class Activity { compute, write, check };

constexpr const char* to_text(Activity activity) {
  return activity == Activity::compute ? "compute" : activity == Activity::write ? "write" : "check";
}

// Times in seconds since the begin of the run, or of its first attempt, if the others had followed it at once. How long
// it lasted was measured, and is never cut off.
struct Event {
  Activity activity = Activity::compute;
  double begin_s = 0;
  double end_s = 0;
  std::uint64_t blocks = 0;  // none: it is of no block
  std::uint64_t first_block = 0;
};

// Of one rank in one attempt. Events in order of time, of which none overlaps another.
struct Lane {
  std::uint32_t attempt = 0;
  std::uint32_t rank = 0;
  std::uint32_t threads = 1;
  std::string host;
  std::vector<Event> main = {};  // what its main thread writes and checks, and computes where it is alone
  std::vector<Event> team = {};  // what a team computes: from its first thread's begin to its last one's end
};

struct NamedSpan {
  const char* name;
  double begin_s = 0;
  double end_s = 0;
};

// The one of that name; at 0 where there is none.
NamedSpan span_named(const std::string& name, const std::vector<NamedSpan>& spans);

struct Lanes {
  std::vector<Lane> lanes;        // in order of attempt and rank
  std::vector<NamedSpan> phases;  // of the last attempt
  bool is_thinned = false;        // blocks of a rank that follow each other are one event
};

// From run.timeline. The ledger says when a block's computing began and how long that and its writing took; a write
// began right after what the main thread did before it: after the computing, or with a team when that had begun the
// next block. A check began with its phase; a resumed run has two, whose times were not measured apart, and shows none.
// Where events are thinned, all the computing comes first and all the writing behind it.
Lanes lanes_of(const RunFile& run);

}  // namespace squares
