// Rank 1 of a launch, which answers by MPI message while rank 0 tests claims; the others sleep.
#pragma once

#include <boost/mpi/communicator.hpp>
#include <cstdint>
#include <vector>

namespace squares {

// Of rank 0: asks rank 1 so many times for `block` squares. Returns the seconds of each, from the question until all
// are there and have been added up. Throws Error(wrong_value).
std::vector<double> ask_by_message(const boost::mpi::communicator& comm, std::uint64_t block, std::uint32_t times);

// Of rank 0: sends all others home.
void end_of_messages(const boost::mpi::communicator& comm);

// Of all other ranks: does what rank 0 asks for until it is sent home. Asleep in between.
void answer_messages(const boost::mpi::communicator& comm);

}  // namespace squares
