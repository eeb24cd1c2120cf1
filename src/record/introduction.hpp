// Who a rank is, and what its node offers.
#pragma once

#include <cstdint>
#include <string>

#include "record/measurement.hpp"

namespace squares {

// At the start, from every rank to the master: who is there.
struct Introduction {
  FixedText<64> host;
  std::uint64_t node = 0;  // tells nodes with one host name apart; 0: not known
  std::uint64_t pid = 0;
  double allowed = 0;            // of their time, in processors, as its cgroup says; 0: no limit
  std::uint32_t processors = 0;  // that it may use
  std::uint32_t cores = 0;       // of its node; 0: not said by this rank
  std::string mpi;               // the MPI library that it runs
  std::string cpus;              // the processors that it may use, as in "0-3,8"
  std::string numa;              // those of each NUMA node of its node, as in "0-3;4-7"; "": not said by this rank
};

}  // namespace squares
