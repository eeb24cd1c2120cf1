// The steps of a run, in their order. Each is collective, and takes what the steps before it gave.
//
// What a value says of the master is empty on the other ranks. Phases and the rank's own report grow from value to
// value.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/block_set.hpp"
#include "core/plan.hpp"
#include "core/stopwatch.hpp"
#include "parallel/team.hpp"
#include "parallel/watchdog.hpp"
#include "parallel/world.hpp"
#include "record/read_sources.hpp"
#include "record/run_result.hpp"
#include "run/run.hpp"
#include "store/output.hpp"
#include "store/part_file.hpp"
#include "system/launch.hpp"
#include "system/lock.hpp"

namespace squares {

// What a run was started with.
struct Start {
  const World& world;
  const Launch& launch;
  const RunCall& call;  // counts on the master
  Stopwatch since_start;
};

// Who takes part, and what there is to do.
struct Launched {
  Plan plan;
  bool has_work = true;   // or this was a dry run, or the output is complete
  bool resuming = false;  // the part of an earlier attempt is there
  Exit without_work = Exit::done;
  std::string part;                // its path
  std::vector<std::string> hints;  // for MPI-IO
  RankReport self;
  Phases phases;
  Stopwatch clock;  // the run's: from here on
  // The master's:
  std::vector<RankReport> ranks;
  PlacementAdvice placement;
  std::uint32_t nodes = 1;
  std::vector<std::uint32_t> node_of;  // each rank's
  Provenance provenance;
  std::optional<Output> output;
  std::optional<Lock> lock;
};

// The part, open on all ranks, and what works on it.
struct Opened {
  std::unique_ptr<Watchdog> watchdog;
  std::optional<Lock> lock;  // of a rank that is not the master
  std::unique_ptr<PartFile> file;
  std::unique_ptr<Team> team;
  Phases phases;
};

// What there is to do in this attempt.
struct Resumed {
  BlockSet open;  // the same on all ranks
  RankReport self;
  std::uint64_t checked_numbers = 0;  // by this rank
  ReadSources sources;                // of all ranks
  Phases phases;
};

// What this rank has computed and written.
struct Stored {
  BlockSet written;
  RankReport self;
  std::vector<ThreadReport> threads;
  WriteWay way = WriteWay::none;  // the same on all ranks
  Phases phases;
};

// What it has read back.
struct Checked {
  std::uint64_t numbers = 0;  // compared by this rank and right, in this attempt
  ReadSources sources;        // of all ranks
  RankReport self;
  Phases phases;
};

// The time since the end of the last of these phases: they follow each other without gaps on the run's clock, which
// begins when the launch has ended.
inline double time_since(const Phases& phases, const Stopwatch& clock) {
  double passed_s = 0;
  for (const Phase& phase : squares::phases()) passed_s += phases.*phase.seconds;
  return clock.seconds() - (passed_s - phases.launch_s);
}

// Each throws AgreedError: for a stop with Exit::stopped.
Launched launch_ranks(const Start& start);
Opened open_part(const Start& start, const Launched& launched);
Resumed resume(const Start& start, const Launched& launched, const Opened& opened);
Stored store(const Start& start, const Launched& launched, const Opened& opened, const Resumed& resumed);
Checked check(const Start& start, const Launched& launched, const Opened& opened, const Resumed& resumed,
              const Stored& stored);
// Of the master.
RunResult finish(const Start& start, const Launched& launched, const Opened& opened, const Stored& stored,
                 const Checked& checked);

}  // namespace squares
