// What the contenders share: the blocks and the kernel of squares, so that neither makes a difference, and nothing
// else.
#pragma once

#include <mpi.h>

#include <cstdint>

#include "core/buffer.hpp"
#include "core/plan.hpp"

namespace bench {

// Says what could not be done, with errno's text, and ends all ranks.
[[noreturn]] void fail(const char* doing);

// This rank of a program that stores the squares of 1..LAST. Starts MPI and ends it.
class Ranks {
 public:
  Ranks(int argc, char** argv);
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;
  ~Ranks();

  [[nodiscard]] int rank() const { return rank_; }
  [[nodiscard]] int size() const { return size_; }
  [[nodiscard]] bool is_master() const { return rank_ == 0; }
  // Collective: seconds on a clock that is read when all ranks have come here.
  [[nodiscard]] double all_here_s() const;

 private:
  int rank_ = 0;
  int size_ = 1;
};

// A decimal number, as in 256000000.
std::uint64_t number(const char* text);

// The plan that squares itself would make for 1..last on so many ranks: block for block the same.
squares::Plan same_plan(std::uint64_t last, int ranks);

// The blocks of a rank, in a row: what the default schedule gives it.
squares::Range my_blocks(const squares::Plan& plan, int rank);

// Room for the squares of so many of the longest blocks, with pages that have been touched.
squares::Buffer room_for_blocks(const squares::Plan& plan, std::uint64_t blocks = 1);

// Stores the squares of a block from `words` on.
void fill(std::uint64_t* words, const squares::Range& block);

}  // namespace bench
