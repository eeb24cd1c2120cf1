// Blocks through two buffers: the team works on one while the main thread moves the other to or from the file. Where
// the team is the main thread itself there is one buffer, which stays in its cache.
//
// This room knows no files: the caller says how a block is stored or fetched.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "core/buffer.hpp"
#include "core/plan.hpp"
#include "core/stopwatch.hpp"
#include "parallel/team.hpp"
#include "record/measurement.hpp"

namespace squares {

// A block with its squares, as the team has filled or compared it.
struct Block {
  std::uint64_t index = 0;
  Range range;
  std::span<std::uint64_t> words;
  double start_s = 0;    // when the team began
  double compute_s = 0;  // how long it took
  std::uint64_t sum = 0;
  std::optional<WrongSquare> wrong;
};

// The next block to work on; none at the end.
using NextBlock = std::function<std::optional<std::uint64_t>()>;
// Called on the main thread, which alone calls MPI and HDF5, while the team works on another block.
using BlockStep = std::function<void(Block&)>;

class Pipeline {
 public:
  // Holds one or two buffers of the plan's longest block, whatever the range.
  Pipeline(const Plan& plan, Team& team, const Stopwatch& clock);

  // Fills block after block and hands each to `store`. With Verify::memory each is compared before that, and
  // Error(wrong_value) thrown for a wrong one.
  void fill(const NextBlock& next, const BlockStep& store);

  // Lets `fetch` read block after block, compares each with the squares and hands it to `judge`.
  void compare(const NextBlock& next, const BlockStep& fetch, const BlockStep& judge);

  // What each thread has done so far; `attempt` and `rank` are left to the caller.
  [[nodiscard]] const std::vector<ThreadReport>& threads() const { return reports_; }
  // How long the main thread has waited for the team, in seconds.
  [[nodiscard]] double waited_s() const { return waited_s_; }

 private:
  struct Partial {
    std::uint64_t sum = 0;
    std::optional<WrongSquare> wrong;
    double end_s = 0;
  };
  // What a thread does with its words of a block, the squares of `first`, ….
  using Work = std::function<Partial(std::span<std::uint64_t> words, std::uint64_t first)>;

  [[nodiscard]] std::size_t other(std::size_t buffer) const { return overlaps_ ? buffer ^ 1U : buffer; }
  [[nodiscard]] Block block_in(std::size_t buffer, std::uint64_t index) const;
  Team::Task start(Block& block, const Work& work);
  void finish(Team::Task& task, Block& block);

  Plan plan_;
  Team& team_;
  const Stopwatch& clock_;
  bool overlaps_;  // the team works while the main thread stores or fetches
  std::array<Buffer, 2> buffers_;
  std::vector<Partial> partials_;  // one a thread
  std::vector<ThreadReport> reports_;
  double waited_s_ = 0;
};

}  // namespace squares
