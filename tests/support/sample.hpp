// Results of runs that never were, for the tests of what is said about them.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/range.hpp"
#include "record/claim.hpp"
#include "record/run_result.hpp"
#include "record/study.hpp"
#include "record/timeline.hpp"

namespace squares {

inline Provenance sample_provenance() {
  return {.squares_version = "0.1.0",
          .command = "squares --last 1000000",
          .created = "2024-02-29T12:00:00Z",
          .mpi_version = "Open MPI 4.1.4",
          .hdf5_version = "1.10.8",
          .boost_version = "1.74",
          .compiler = "g++ 12.2.0"};
}

// A run of `range` in which `ranks` ranks of `threads` threads did equal shares.
inline RunResult sample_result(const Request& request, std::uint32_t ranks, std::uint32_t threads = 1) {
  RunResult result;
  result.plan = make_plan(request, ranks);
  result.provenance = sample_provenance();
  result.file = "/data/squares.h5";
  result.file_bytes = result.plan.data_bytes() + 64 * result.plan.blocks;
  result.phases = {.mpirun_s = 0.75,
                   .launch_s = 0.4,
                   .create_s = 0.01,
                   .store_s = 0.5,
                   .sync_s = 0.02,
                   .check_s = 0.3,
                   .finish_s = 0.01,
                   .total_s = 1.25};
  result.storage = storage_of(WriteWay::small);
  if (reads_back(request.verify)) result.sources.cache = result.plan.data_bytes();
  result.traffic = {.beacons_received = 30,
                    .beacons_sent = 32,
                    .progress_received = 2,
                    .messages_in_busiest_second = 64,
                    .master_peak_rss_bytes = 40'000'000};
  result.checked_numbers = request.verify == Verify::none ? 0 : result.plan.range.count;
  for (std::uint32_t rank = 0; rank < ranks; ++rank) {
    const Range mine = part(result.plan.range, rank, ranks);
    result.ranks.push_back({.attempt = 1,
                            .rank = rank,
                            .host = std::string("a-node-with-a-rather-long-name-") + std::to_string(rank / 16),
                            .pid = 1000 + rank,
                            .threads = threads,
                            .cpus = std::string("0-3,8-11,64-127"),
                            .numa_nodes = std::string("0-1"),
                            .numbers = mine.count,
                            .blocks = part({0, result.plan.blocks}, rank, ranks).count,
                            .compute_s = 0.125,
                            .write_s = 0.25 + rank,
                            .wait_s = 0.0625,
                            .check_s = 0.3,
                            .cpu_s = 0.7,
                            .peak_rss_bytes = 30'000'000});
    for (std::uint32_t thread = 0; thread < threads; ++thread) {
      result.threads.push_back({.attempt = 1,
                                .rank = rank,
                                .thread = thread,
                                .cpu_first = 0,
                                .cpu_last = 1,
                                .blocks = 1,
                                .numbers = part(mine, thread, threads).count,
                                .busy_s = 0.1});
    }
  }
  return result;
}

// Each rank did its blocks at one go.
inline Timeline sample_timeline(const RunResult& result) {
  Timeline timeline;
  for (const RankReport& rank : result.ranks) {
    timeline[{rank.attempt, rank.rank}].push_back({.start_s = 0.02,
                                                   .compute_s = 0.125,
                                                   .write_s = 0.25,
                                                   .blocks = rank.blocks,
                                                   .first_block = rank.rank,
                                                   .numbers = rank.numbers});
  }
  return timeline;
}

// Two workloads on up to four workers, eight rounds; four ranks and two with two threads each are as fast as each
// other.
inline StudyResult sample_study() {
  StudyResult study{.seconds = 61.2, .rounds = 8, .nodes = 1, .processors = 4};
  const auto add = [&](WorkloadKind workload, Scaling scaling, Layout layout, std::uint32_t round, double seconds) {
    const std::uint64_t workers = layout.ranks == 0 ? 1 : layout.workers();
    study.samples.push_back({.workload = static_cast<std::uint32_t>(workload),
                             .scaling = static_cast<std::uint32_t>(scaling),
                             .ranks = layout.ranks,
                             .threads = layout.threads,
                             .round = round,
                             .numbers = 1'000'000 * (scaling == Scaling::weak ? workers : 1),
                             .seconds = seconds,
                             .cpu_s = 0.7 * seconds * static_cast<double>(workers),
                             .load_balance = 0.97});
  };
  for (std::uint32_t round = 0; round < 8; ++round) {
    const double noise = 1 + 0.001 * round;
    for (const auto& [layout, speedup] : std::vector<std::pair<Layout, double>>{
             {{1, 1}, 1}, {{1, 2}, 1.8}, {{1, 4}, 3}, {{2, 1}, 1.9}, {{2, 2}, 3.6}, {{4, 1}, 3.6}}) {
      add(WorkloadKind::compute, Scaling::strong, layout, round, 0.1 * noise / speedup);
      add(WorkloadKind::compute, Scaling::weak, layout, round, 0.1 * noise * layout.workers() / speedup);
    }
    add(WorkloadKind::compute, Scaling::strong, {0, 4}, round, 0.026 * noise);
  }
  study.workloads = analyse(study.samples, study.machine());
  return study;
}

inline std::vector<ClaimResult> sample_claims() {
  return {
      {.id = "P1",
       .sentence = "Starting a process takes longer than starting a thread, which shares what the process has already.",
       .experiment = "One of each was started and joined, in turn, 50 times.",
       .verdict = Verdict::is_true,
       .figures = {{"time to start, process over thread", "1", 24.2, Interval{20, 30, 0.95}, 50},
                   {"time to start a process", "s", 3e-4, Interval{2.9e-4, 3.1e-4, 0.95}, 50},
                   {"memory of a process", "bytes", 1 << 20}},
       .seconds = 1.5},
      {.id = "T2",
       .sentence = "Threads in Python take turns.",
       .experiment = "The same by one and by two.",
       .verdict = Verdict::is_false,
       .verdict_without_lock = Verdict::unclear,
       .figures = {{"speed-up", "1", 1.9, Interval{1.7, 2, 0.9}, 9}, {"Python without a lock, speed-up", "1", 1.2}}},
      {.id = "C3", .sentence = "It scales.", .experiment = "As before.", .why = "there is one processor only"}};
}

}  // namespace squares
