// The messages between ranks: named structs of core, each sent whole.
#pragma once

#include <boost/mpi/datatype.hpp>
#include <boost/serialization/array.hpp>
#include <cstdint>

#include "core/measurement.hpp"
#include "core/plan.hpp"
#include "parallel/node_health.hpp"
#include "parallel/schedule.hpp"

namespace squares {

// At the start, from every rank to the master: who is there.
struct Introduction {
  FixedText<64> host;
  std::uint64_t pid = 0;
  std::uint32_t processors = 0;  // that it may use
  std::uint32_t cores = 0;       // of its node; 0: not said by this rank
  FixedText<56> mpi;             // the MPI library that it runs
  FixedText<508> cpus;           // the processors that it may use, as in "0-3,8"
  FixedText<508> numa;           // those of each NUMA node of its node, as in "0-3;4-7"; "": not said, or too long
};

// From the master to each rank: its team, and where it is.
struct Seat {
  std::uint32_t threads = 1;
  FixedText<32> numa_nodes;  // those whose processors it may use, as in "0-1"
};

// From the master to all: what there is to do.
struct Orders {
  Plan plan;
  std::uint32_t nothing_to_do = 0;
  std::uint32_t resuming = 0;
};

// From the master to a rank that has asked for work: `count` blocks of those that are open, from `first` on; none at
// the end.
struct Deal {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

// From a rank to the master now and then while blocks are in work.
struct Status {
  std::uint64_t numbers = 0;  // handled so far
  std::uint32_t wants_stop = 0;
};

}  // namespace squares

namespace boost::serialization {

template <class Archive, std::size_t N>
void serialize(Archive& archive, squares::FixedText<N>& text, unsigned) {
  archive& text.bytes;
}
template <class Archive>
void serialize(Archive& archive, squares::Range& range, unsigned) {
  archive& range.first& range.count;
}
template <class Archive>
void serialize(Archive& archive, squares::Plan& plan, unsigned) {
  archive& plan.range& plan.blocks& plan.block_length& plan.ranks& plan.threads& plan.schedule& plan.verify& plan
      .durable;
}
template <class Archive>
void serialize(Archive& archive, squares::Orders& message, unsigned) {
  archive& message.plan& message.nothing_to_do& message.resuming;
}
template <class Archive>
void serialize(Archive& archive, squares::Share& share, unsigned) {
  archive& share.first& share.count& share.step;
}
template <class Archive>
void serialize(Archive& archive, squares::Deal& deal, unsigned) {
  archive& deal.first& deal.count;
}
template <class Archive>
void serialize(Archive& archive, squares::Introduction& message, unsigned) {
  archive& message.host& message.pid& message.processors& message.cores& message.mpi;
  archive& message.cpus& message.numa;
}
template <class Archive>
void serialize(Archive& archive, squares::NodeHealth& message, unsigned) {
  archive& message.host& message.measured& message.leftovers& message.leftover_names& message.cgroup_processors;
  archive& message.busy_processors& message.stolen_share& message.shared_memory_bytes;
}
template <class Archive>
void serialize(Archive& archive, squares::Seat& message, unsigned) {
  archive& message.threads& message.numa_nodes;
}
template <class Archive>
void serialize(Archive& archive, squares::Status& message, unsigned) {
  archive& message.numbers& message.wants_stop;
}
template <class Archive>
void serialize(Archive& archive, squares::RankReport& report, unsigned) {
  archive& report.attempt& report.rank& report.host& report.pid& report.threads& report.cpus& report.numa_nodes;
  archive& report.numbers& report.blocks& report.compute_s& report.write_s& report.wait_s& report.check_s& report.cpu_s;
  archive& report.peak_rss_bytes;
}
template <class Archive>
void serialize(Archive& archive, squares::ThreadReport& report, unsigned) {
  archive& report.attempt& report.rank& report.thread& report.cpu_first& report.cpu_last& report.blocks;
  archive& report.numbers& report.busy_s;
}

}  // namespace boost::serialization

BOOST_IS_MPI_DATATYPE(squares::Orders)
BOOST_IS_MPI_DATATYPE(squares::Introduction)
BOOST_IS_MPI_DATATYPE(squares::Deal)
BOOST_IS_MPI_DATATYPE(squares::NodeHealth)
BOOST_IS_MPI_DATATYPE(squares::Seat)
BOOST_IS_MPI_DATATYPE(squares::Share)
BOOST_IS_MPI_DATATYPE(squares::Status)
BOOST_IS_MPI_DATATYPE(squares::RankReport)
BOOST_IS_MPI_DATATYPE(squares::ThreadReport)
