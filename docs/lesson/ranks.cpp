// The squares of a range by ranks: processes, on one machine or many, which share no memory at all and send messages.
//
//   mpicxx -std=c++20 -O2 docs/lesson/ranks.cpp -o ranks -lboost_mpi -lboost_serialization
//   mpirun -np 4 ./ranks [FIRST LAST]        1..1000000, if nothing else is said; -np says how many ranks
#include <boost/mpi.hpp>
#include <cstdlib>
#include <exception>
#include <numeric>
#include <thread>
#include <vector>

#include "common.hpp"

namespace mpi = boost::mpi;

// All ranks run this same program, from the first line to the last; what each does depends on its rank.
void run(const mpi::communicator& world, Range range) {
  const bool is_master = world.rank() == 0;
  const auto ranks = static_cast<Number>(world.size());

  // Scatter: the master sends each rank the two ends of its part.
  std::vector<Number> begins, ends;
  for (Number k = 0; is_master && k < ranks; ++k) {
    begins.push_back(part(range, k, ranks).begin);
    ends.push_back(part(range, k, ranks).end);
  }
  world.barrier();  // The clock starts once all are here.
  const auto start = Clock::now();
  Range mine;
  mpi::scatter(world, begins, mine.begin, 0);
  mpi::scatter(world, ends, mine.end, 0);

  // Square: each rank its part, in its own memory.
  const auto work_start = Clock::now();
  std::vector<Number> my_squares(mine.count());
  for (Number n = mine.begin; n < mine.end; ++n) my_squares[n - mine.begin] = n * n;
  const double my_ms = ms_since(work_start);

  // Gather: the master receives all squares, and how long each rank took.
  std::vector<Number> squares(is_master ? range.count() : 0);
  std::vector<double> took_ms;
  if (is_master) {
    std::vector<int> counts;
    for (Number k = 0; k < ranks; ++k) counts.push_back(static_cast<int>(ends[k] - begins[k]));
    mpi::gatherv(world, my_squares, squares.data(), counts, 0);
  } else {
    mpi::gatherv(world, my_squares, 0);
  }
  mpi::gather(world, my_ms, took_ms, 0);
  const double all_ms = ms_since(start);
  if (!is_master) return world.barrier();  // until the master has checked the sum

  std::cout << "squares of " << text_of(range) << ", ranks: " << ranks << '\n';
  for (Number k = 0; k < ranks; ++k) print_worker("rank " + std::to_string(k), part(range, k, ranks), took_ms[k]);
  std::cout << "all: " << text_of(all_ms) << ", from scatter to gather\n";
  check(range, std::accumulate(squares.begin(), squares.end(), Number{0}));
  world.barrier();
}

int main(int count, char* words[]) {
  const auto start = Clock::now();
  const mpi::environment environment(count, words);
  const mpi::communicator world;
  if (world.rank() == 0) std::cout << "MPI started in " << text_of(ms_since(start)) << '\n';
  try {
    run(world, range_from({words + 1, words + count}));
  } catch (const std::exception& error) {  // What fails on one rank ends all; what fails on all is said by rank 0.
    if (world.rank() != 0) std::this_thread::sleep_for(std::chrono::seconds(1));
    print_error("ranks: rank " + std::to_string(world.rank()), error);
    mpi::environment::abort(EXIT_FAILURE);
  }
}
