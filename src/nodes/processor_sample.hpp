// What the processors of a node do, and its memory: squares on all of them at once.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/buffer.hpp"
#include "core/range.hpp"
#include "nodes/place.hpp"
#include "parallel/team.hpp"
#include "record/nodes.hpp"

namespace squares {

// What each thread does, the same on all nodes.
struct ThreadWork {
  std::uint32_t repeats = 1;       // compute: how often each square of `computed` is worked out
  std::uint64_t words = 1U << 19;  // memory: streamed by each thread
  std::uint32_t passes = 1;        // memory: how often

  static constexpr Range computed{1, 1000};
};

// One rank's share of a sample.
struct RankTiming {
  std::uint32_t figure = 0;
  std::int32_t processor = -1;
  std::uint64_t amount = 0;
  std::uint64_t sum = 0;  // of a thread's squares: the same on all ranks, or somebody's is wrong
  double seconds = 0;
  double cached_share = unknown_s;
};

// Of one rank, on all of its threads. The memory that is streamed is a new one for each sample: pages that happen to be
// slow are those of one round then, and nodes that share a machine take turns with the same ones.
class ProcessorSamples {
 public:
  explicit ProcessorSamples(std::uint32_t threads) : team_(threads) {}

  // How much work makes samples that last longer than what disturbs them: 100 ms of computing, since a cgroup's quota
  // is one of 100 ms or less, and 50 ms of memory. One rank's, while all others sleep. `threads`: of its whole node.
  ThreadWork calibrate(std::uint32_t threads);
  // Collective over the ranks of a node, both.
  RankTiming compute(const NodePlace& place, const ThreadWork& work);
  // `wrong` gets the first damage, if there is any.
  RankTiming stream(const NodePlace& place, const ThreadWork& work, std::optional<WrongValue>& wrong);

 private:
  std::uint64_t work_out_all(const ThreadWork& work);
  // Memory of all threads, a row of `words` for each, which has touched it first: the pages are where it runs.
  Buffer touched(std::uint64_t words);
  std::uint64_t fill_and_add_up(const Buffer& memory, const ThreadWork& work);

  Team team_;
};

}  // namespace squares
