// An MPI program that does nothing: what every MPI program with HDF5 costs. Each rank prints its peak memory in bytes.
#include <hdf5.h>
#include <mpi.h>
#include <sys/resource.h>

#include <cstdio>

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  H5open();
  MPI_Barrier(MPI_COMM_WORLD);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("%lld\n", static_cast<long long>(usage.ru_maxrss) * 1024);
  MPI_Finalize();
}
