// The messages between ranks: named structs of core, each sent whole.
#pragma once

#include <boost/mpi/datatype.hpp>
#include <boost/serialization/array.hpp>
#include <cstdint>

#include "core/plan.hpp"
#include "core/schedule.hpp"
#include "record/health.hpp"
#include "record/introduction.hpp"
#include "record/measurement.hpp"

namespace squares {

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

// A binding names every member, so that one that is added and not sent does not compile.
template <class Archive>
void serialize(Archive& archive, squares::Range& range, unsigned) {
  auto& [first, count] = range;
  archive& first& count;
}
template <class Archive>
void serialize(Archive& archive, squares::Plan& plan, unsigned) {
  auto& [range, blocks, block_length, ranks, threads, schedule, verify, durable] = plan;
  archive& range& blocks& block_length& ranks& threads& schedule& verify& durable;
}
template <class Archive>
void serialize(Archive& archive, squares::Orders& message, unsigned) {
  auto& [plan, nothing_to_do, resuming] = message;
  archive& plan& nothing_to_do& resuming;
}
template <class Archive>
void serialize(Archive& archive, squares::Share& share, unsigned) {
  auto& [first, count, step] = share;
  archive& first& count& step;
}
template <class Archive>
void serialize(Archive& archive, squares::Deal& deal, unsigned) {
  auto& [first, count] = deal;
  archive& first& count;
}
template <class Archive>
void serialize(Archive& archive, squares::Introduction& message, unsigned) {
  auto& [host, pid, processors, cores, mpi, cpus, numa] = message;
  archive& host& pid& processors& cores& mpi& cpus& numa;
}
template <class Archive>
void serialize(Archive& archive, squares::NodeHealth& message, unsigned) {
  auto& [host, measured, leftovers, leftover_names, cgroup_processors, busy_processors, stolen_share,
         shared_memory_bytes, localhost_s] = message;
  archive& host& measured& leftovers& leftover_names& cgroup_processors& busy_processors& stolen_share&
      shared_memory_bytes& localhost_s;
}
template <class Archive>
void serialize(Archive& archive, squares::Seat& message, unsigned) {
  auto& [threads, numa_nodes] = message;
  archive& threads& numa_nodes;
}
template <class Archive>
void serialize(Archive& archive, squares::Status& message, unsigned) {
  auto& [numbers, wants_stop] = message;
  archive& numbers& wants_stop;
}
template <class Archive>
void serialize(Archive& archive, squares::RankReport& report, unsigned) {
  auto& [attempt, rank, host, pid, threads, cpus, numa_nodes, numbers, blocks, compute_s, write_s, wait_s, check_s,
         cpu_s, peak_rss_bytes] = report;
  archive& attempt& rank& host& pid& threads& cpus& numa_nodes& numbers& blocks& compute_s& write_s& wait_s& check_s&
      cpu_s& peak_rss_bytes;
}
template <class Archive>
void serialize(Archive& archive, squares::ThreadReport& report, unsigned) {
  auto& [attempt, rank, thread, cpu_first, cpu_last, blocks, numbers, busy_s] = report;
  archive& attempt& rank& thread& cpu_first& cpu_last& blocks& numbers& busy_s;
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
