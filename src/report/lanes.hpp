// What each thread of a run did when, worked out from its ledger and its tables.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "record/file_facts.hpp"

namespace squares {

enum class Activity { compute, write, wait, check };

constexpr const char* to_text(Activity activity) {
  return activity == Activity::compute ? "compute"
         : activity == Activity::write ? "write"
         : activity == Activity::wait  ? "wait"
                                       : "check";
}

// Times in seconds since the begin of the run, or of its first attempt, if the others had followed it at once.
struct Event {
  Activity activity = Activity::wait;
  double begin_s = 0;
  double end_s = 0;
  std::uint64_t blocks = 0;  // none: it is of no block
  std::uint64_t first_block = 0;
};

// Events in order of time, of which none overlaps another.
struct Lane {
  std::uint32_t attempt = 0;
  std::uint32_t rank = 0;
  std::uint32_t thread = 0;  // 0: the main thread, which computes too where it is the only one; 1, …: its team
  std::string host;
  std::vector<Event> events;
};

struct NamedSpan {
  const char* name;
  double begin_s = 0;
  double end_s = 0;
};

// The one of that name; at 0 where there is none.
NamedSpan span_named(const std::string& name, const std::vector<NamedSpan>& spans);

struct Lanes {
  std::vector<Lane> lanes;        // in order of attempt, rank and thread
  std::vector<NamedSpan> phases;  // of the last attempt
  bool is_thinned = false;        // blocks of a rank that follow each other are one event
};

// From run.timeline. What the ledger does not tell is worked out: a block is written after it was computed, and by a
// main thread with a team as soon as the next block is begun; a thread's part in a block is as long as its part in all;
// the main thread waits where it does nothing else. Of the first threads of each team where there are more than 2^18 in
// all.
Lanes lanes_of(const RunFile& run);

}  // namespace squares
