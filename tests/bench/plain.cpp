#include "plain.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "core/square.hpp"

namespace bench {

void fail(const char* doing) {
  std::fprintf(stderr, "cannot %s: %s\n", doing, std::strerror(errno));
  int started = 0;
  MPI_Initialized(&started);
  if (started != 0) MPI_Abort(MPI_COMM_WORLD, 74);
  std::exit(74);
}

Ranks::Ranks(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
  MPI_Comm_size(MPI_COMM_WORLD, &size_);
}

Ranks::~Ranks() { MPI_Finalize(); }

double Ranks::all_here_s() const {
  MPI_Barrier(MPI_COMM_WORLD);
  return MPI_Wtime();
}

std::uint64_t number(const char* text) { return std::strtoull(text, nullptr, 10); }

squares::Plan same_plan(std::uint64_t last, int ranks) {
  squares::Request request;
  request.last = last;
  return squares::make_plan(request, static_cast<std::uint32_t>(ranks));
}

squares::Range my_blocks(const squares::Plan& plan, int rank) {
  return squares::part({0, plan.blocks}, static_cast<std::uint64_t>(rank), plan.ranks);
}

squares::Buffer room_for_blocks(const squares::Plan& plan, std::uint64_t blocks) {
  const std::uint64_t words = plan.longest_block() * blocks;
  squares::Buffer buffer(words);
  std::fill_n(buffer.words(), words, 0);
  return buffer;
}

void fill(std::uint64_t* words, const squares::Range& block) {
  squares::fill_squares(squares::Width::narrow, {words, block.count}, block.first);
}

}  // namespace bench
