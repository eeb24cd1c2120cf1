// Results of runs that never were, for the tests of what is said about them.
#pragma once

#include <cstdint>

#include "core/range.hpp"
#include "record/run_result.hpp"

namespace squares {

// A run of `range` in which `ranks` ranks of `threads` threads did equal shares.
inline RunResult sample_result(const Request& request, std::uint32_t ranks, std::uint32_t threads = 1) {
  RunResult result;
  result.plan = make_plan(request, ranks);
  result.provenance.squares_version = "0.1.0";
  result.provenance.command = "squares --last 1000000";
  result.provenance.created = "2024-02-29T12:00:00Z";
  result.file = "/data/squares.h5";
  result.file_bytes = result.plan.data_bytes() + 64 * result.plan.blocks;
  result.phases = {.launch_s = 0.4,
                   .create_s = 0.01,
                   .store_s = 0.5,
                   .sync_s = 0.02,
                   .check_s = 0.3,
                   .finish_s = 0.01,
                   .total_s = 1.25};
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

}  // namespace squares
