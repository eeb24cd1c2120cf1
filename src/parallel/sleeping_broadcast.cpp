#include "parallel/sleeping_broadcast.hpp"

#include <chrono>
#include <thread>

#include "parallel/world.hpp"

namespace squares {

void sleeping_broadcast(const boost::mpi::communicator& comm, void* bytes, int count) {
  MPI_Request request = MPI_REQUEST_NULL;
  expect_success("MPI_Ibcast", MPI_Ibcast(bytes, count, MPI_BYTE, 0, comm, &request));
  for (int done = 0; done == 0;) {
    expect_success("MPI_Test", MPI_Test(&request, &done, MPI_STATUS_IGNORE));
    if (done == 0) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

}  // namespace squares
