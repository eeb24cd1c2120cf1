// A broadcast for which the ranks wait asleep, so that they do not take the processor from those that are timed.
#pragma once

#include <boost/mpi/communicator.hpp>

namespace squares {

// Collective: `bytes` of rank 0 to all. Looks for them every few milliseconds.
void sleeping_broadcast(const boost::mpi::communicator& comm, void* bytes, int count);

}  // namespace squares
