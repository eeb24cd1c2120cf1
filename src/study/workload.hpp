// What a study lets ranks and threads do: the same squares each time, bound by the processor, by memory, by the file,
// or by waiting for an answer. Every one of them is checked.
#pragma once

#include <boost/mpi/communicator.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/range.hpp"
#include "parallel/team.hpp"
#include "record/study.hpp"

namespace squares {

// Requests of the workload that waits.
constexpr std::uint64_t numbers_of_a_request = 1000;

// The ranks of a layout, and this rank's team.
struct Crew {
  const boost::mpi::communicator& comm;
  Team& team;
};

// How a workload is sized, and where it does its work.
struct WorkloadSettings {
  std::uint32_t repeats = 100;     // compute: how often each square is worked out
  std::uint64_t answer_us = 2000;  // wait: how late the server answers
  std::string output;              // store: next to this its files go
};

// Collective over the crew, each call: of the layout's ranks alone.
class Workload {
 public:
  Workload() = default;
  Workload(const Workload&) = delete;
  Workload& operator=(const Workload&) = delete;
  virtual ~Workload() = default;

  // Whatever is not to be timed: memory touched, a server found.
  virtual void prepare(const Crew& crew, Range range) = 0;
  // The work on `range`, shared by all ranks and threads. Returns how long each thread of this rank was busy, in
  // seconds.
  virtual std::vector<double> work(const Crew& crew, Range range) = 0;
  // Throws Error(wrong_value) if a square is wrong. Not timed.
  virtual void check(const Crew& crew, Range range) = 0;

  // How long the hardware takes for it, in seconds, with a thread on each processor and nothing to hold them up. Of a
  // crew of one rank.
  virtual double bound_s(const Crew& alone, Range range);
};

std::unique_ptr<Workload> make_workload(WorkloadKind kind, const WorkloadSettings& settings);

}  // namespace squares
