// The squares of a range by ranks with threads: each rank's threads compute its part, and all ranks write one file.
//
//   mpicxx -std=c++20 -O2 -I/usr/include/hdf5/openmpi docs/lesson/hybrid.cpp -o hybrid -lboost_mpi -lhdf5_openmpi
//   mpirun -np 2 ./hybrid [THREADS [FIRST LAST]]        2 threads each and 1..1000000; hybrid.h5 is replaced
#include <hdf5.h>

#include <boost/mpi.hpp>
#include <cstdlib>
#include <exception>
#include <functional>
#include <numeric>
#include <thread>
#include <vector>

#include "common.hpp"

namespace mpi = boost::mpi;

std::vector<Number> compute(Range range, Number threads) {
  std::vector<Number> squares(range.count());
  std::vector<std::jthread> team;
  for (Number k = 0; k < threads; ++k) {
    team.emplace_back([&squares, range, mine = part(range, k, threads)] {
      for (Number n = mine.begin; n < mine.end; ++n) squares[n - range.begin] = n * n;
    });
  }
  team.clear();  // joins them
  return squares;
}

// What a function of HDF5 returned; negative is an error.
hid_t checked(hid_t result) {
  if (result < 0) throw std::runtime_error("HDF5 could not write hybrid.h5, or read it");
  return result;
}

// Writes the squares of this rank's part into the file, and returns the sum of another rank's part, read from there.
Number store(const mpi::communicator& world, Range range, Range mine, Range other, std::vector<Number> squares) {
  const hid_t access = checked(H5Pcreate(H5P_FILE_ACCESS));
  checked(H5Pset_fapl_mpio(access, world, MPI_INFO_NULL));  // All ranks open the file together, through MPI-IO.
  const hid_t file = checked(H5Fcreate("hybrid.h5", H5F_ACC_TRUNC, H5P_DEFAULT, access));
  const hsize_t length = range.count();
  const hid_t space = checked(H5Screate_simple(1, &length, nullptr));
  const hid_t data = checked(H5Dcreate2(file, "squares", H5T_STD_U64LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  const hid_t scalar = checked(H5Screate(H5S_SCALAR));
  const hid_t first = checked(H5Acreate2(data, "first", H5T_STD_U64LE, scalar, H5P_DEFAULT, H5P_DEFAULT));
  checked(H5Awrite(first, H5T_NATIVE_UINT64, &range.begin));

  // Selects the place of a part in the file; what it returns is the same part in memory.
  const auto select = [&](Range chosen) {
    const hsize_t offset = chosen.begin - range.begin, count = chosen.count();
    checked(H5Sselect_hyperslab(space, H5S_SELECT_SET, &offset, nullptr, &count, nullptr));
    return checked(H5Screate_simple(1, &count, nullptr));
  };
  const hid_t source = select(mine);
  checked(H5Dwrite(data, H5T_NATIVE_UINT64, source, space, H5P_DEFAULT, squares.data()));
  checked(H5Fflush(file, H5F_SCOPE_GLOBAL));  // Flush, barrier, flush: only then does MPI promise a rank that it reads
  world.barrier();                            // what another has written.
  checked(H5Fflush(file, H5F_SCOPE_GLOBAL));
  squares.assign(other.count(), 0);
  const hid_t target = select(other);
  checked(H5Dread(data, H5T_NATIVE_UINT64, target, space, H5P_DEFAULT, squares.data()));

  for (const hid_t one : {source, target, first, scalar, space, data, access, file}) checked(H5Idec_ref(one));  // close
  return std::accumulate(squares.begin(), squares.end(), Number{0});
}

void run(const mpi::communicator& world, Number threads, Range range) {
  const auto rank = static_cast<Number>(world.rank()), ranks = static_cast<Number>(world.size());
  const auto start = Clock::now();
  const Range mine = part(range, rank, ranks), other = part(range, (rank + 1) % ranks, ranks);
  std::vector<Number> squares = compute(mine, threads);
  std::vector<double> took_ms;
  mpi::gather(world, ms_since(start), took_ms, 0);
  Number sum = 0;
  mpi::reduce(world, store(world, range, mine, other, std::move(squares)), sum, std::plus<>(), 0);
  if (rank != 0) return world.barrier();  // until rank 0 has checked the sum

  std::cout << "squares of " << text_of(range) << ", ranks: " << ranks << ", threads each: " << threads << '\n';
  for (Number k = 0; k < ranks; ++k) print_worker("rank " + std::to_string(k), part(range, k, ranks), took_ms[k]);
  std::cout << "all: " << text_of(ms_since(start)) << ", with hybrid.h5 written and read back\n";
  check(range, sum);
  world.barrier();
}

int main(int count, char* words[]) {
  const mpi::environment environment(count, words, mpi::threading::funneled);  // One thread of each rank uses MPI.
  const mpi::communicator world;
  try {
    if (mpi::environment::thread_level() < mpi::threading::funneled) throw std::runtime_error("MPI allows no threads");
    const Task task = task_from({words + 1, words + count});
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);  // HDF5 prints nothing: the message below is enough.
    run(world, task.workers, task.range);
  } catch (const std::exception& error) {  // What fails on one rank ends all; what fails on all is said by rank 0.
    if (world.rank() != 0) std::this_thread::sleep_for(std::chrono::seconds(1));
    print_error("hybrid: rank " + std::to_string(world.rank()), error);
    mpi::environment::abort(EXIT_FAILURE);
  }
}
