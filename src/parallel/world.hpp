// All ranks of a launch: how they come to one decision, and the messages between them.
#pragma once

#include <boost/mpi/communicator.hpp>
#include <boost/mpi/environment.hpp>
#include <cassert>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "core/error.hpp"

namespace squares {

// An error that every rank has thrown: `Error` as the first failing rank knew it.
class AgreedError : public Error {
 public:
  using Error::Error;
};

// What a failure says to people, whatever was thrown.
Error describe(const std::exception_ptr& failure);

// Throws boost::mpi::exception if `result`, that of a call to MPI itself, is an error: Boost lets MPI return its
// errors, where otherwise they would end the job.
void expect_success(const char* routine, int result);

// What a rank does again and again while it waits for the others.
using Idle = std::function<void()>;

// Waiting without burning the core: yields for a moment, since most waits are short, then sleeps longer and longer.
class Backoff {
 public:
  void pause();

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::chrono::microseconds nap_{10};
};

// What is sent whole, as it lies in memory: a named record, or a number. All ranks run the same binary.
template <class T>
concept Message = std::is_trivially_copyable_v<T>;
template <class T>
concept Messages = Message<typename T::value_type>;

// All ranks of a launch, or this process alone. The main thread's.
class World {
 public:
  // Of one process: MPI is not started, and what is collective is done at once.
  World() = default;
  // Starts MPI, until the end of this object.
  World(int& argc, char**& argv);

  // Throws Error(bad_launch) if MPI does not allow this process to have threads beside the one that calls it.
  static void expect_threads();

  // For what only the ranks of a launch do: not of a world of one.
  [[nodiscard]] const boost::mpi::communicator& comm() const {
    assert(mpi_);
    return mpi_->comm;
  }
  [[nodiscard]] int rank() const { return mpi_ ? mpi_->comm.rank() : 0; }
  [[nodiscard]] int size() const { return mpi_ ? mpi_->comm.size() : 1; }
  [[nodiscard]] bool is_master() const { return rank() == 0; }

  // Collective. If any rank comes with a failure, all throw AgreedError. A rank that waits sleeps, it does not spin.
  // Throws boost::mpi::exception, on this rank alone, if the ranks cannot speak with each other.
  void agree(const std::exception_ptr& failure, const Idle& idle = {}) const;

  // Collective: each rank does its step, then all agree on how it went.
  template <class Step>
  void together(const Step& step, const Idle& idle = {}) const {
    std::exception_ptr failure;
    try {
      step();
    } catch (...) {
      failure = std::current_exception();
    }
    agree(failure, idle);
  }

  // Collective: the same, for a step of the master alone.
  template <class Step>
  void on_master(const Step& step) const {
    together([&] {
      if (is_master()) step();
    });
  }

  // Collective, all of them.
  void barrier() const {
    if (mpi_) mpi_->comm.barrier();
  }
  // The same. Ranks that wait in it sleep, so that they take no processor from those that are timed meanwhile.
  void barrier_asleep() const;

  // What the master has, on all ranks.
  template <Message T>
  void broadcast(T& value) const {
    broadcast_bytes(std::as_writable_bytes(std::span(&value, 1)));
  }
  template <Messages Container>
  void broadcast(Container& values) const {
    std::uint64_t size = values.size();
    broadcast(size);
    values.resize(size);
    broadcast_bytes(std::as_writable_bytes(std::span(values)));
  }
  void broadcast(std::vector<std::string>& texts) const;
  // The same. Ranks that wait for it sleep, so that they take no processor from those that are timed meanwhile.
  template <Message T>
  void broadcast_asleep(T& value) const {
    broadcast_bytes_asleep(std::as_writable_bytes(std::span(&value, 1)));
  }

  // What each rank has, in the order of ranks: on the master, and none elsewhere.
  template <Message T>
  [[nodiscard]] std::vector<T> gather(const T& mine) const {
    std::vector<T> all(is_master() ? static_cast<std::size_t>(size()) : 0);
    gather_values(sizeof(T), &mine, 1, std::vector<int>(all.size(), 1), all.data());
    return all;
  }
  template <Message T>
  [[nodiscard]] std::vector<T> gather_all(std::span<const T> mine) const {
    const std::vector<int> counts = counts_of_ranks(mine.size());
    std::vector<T> all(std::accumulate(counts.begin(), counts.end(), std::size_t{0}));
    gather_values(sizeof(T), mine.data(), mine.size(), counts, all.data());
    return all;
  }
  [[nodiscard]] std::vector<std::string> gather(const std::string& mine) const;
  // The same, on all ranks.
  template <Message T>
  [[nodiscard]] std::vector<T> all_gather(const T& mine) const {
    std::vector<T> all = gather(mine);
    broadcast(all);
    return all;
  }
  // The master's value for this rank. `all` counts there: one for each rank.
  template <Message T>
  [[nodiscard]] T scatter(const std::vector<T>& all) const {
    T mine;
    scatter_values(sizeof(T), all.data(), &mine);
    return mine;
  }
  // Of what each rank has: on all ranks.
  [[nodiscard]] std::uint64_t sum(std::uint64_t mine) const;
  [[nodiscard]] std::uint64_t most(std::uint64_t mine) const;
  // The bits that any rank has set; as many words on all.
  void unite(std::vector<std::uint64_t>& words) const;

  // Of a launch: to and from one rank, told apart by tags.
  template <Message T>
  void send(int to, int tag, const T& value) const {
    comm().send(to, tag, reinterpret_cast<const char*>(&value), int{sizeof value});
  }
  // `value` stays as it is until the request has been waited for.
  template <Message T>
  [[nodiscard]] boost::mpi::request start_to_send(int to, int tag, const T& value) const {
    return comm().isend(to, tag, reinterpret_cast<const char*>(&value), int{sizeof value});
  }
  template <Message T>
  [[nodiscard]] T receive(int from, int tag) const {
    T value;
    comm().recv(from, tag, reinterpret_cast<char*>(&value), int{sizeof value});
    return value;
  }

  // Ends all ranks at once, without MPI_Finalize: HDF5 would close its files there, collectively, and hang.
  [[noreturn]] void abort(Exit code) const;

 private:
  struct Mpi {
    Mpi(int& argc, char**& argv) : environment(argc, argv, boost::mpi::threading::funneled, false) {}

    boost::mpi::environment environment;
    boost::mpi::communicator comm;
  };

  // Of one number of each rank. Sleeps while it waits.
  [[nodiscard]] int least(int mine, const Idle& idle) const;
  void broadcast_bytes(std::span<std::byte> bytes) const;
  void broadcast_bytes_asleep(std::span<std::byte> bytes) const;
  // On the master how many values each rank has; elsewhere none.
  [[nodiscard]] std::vector<int> counts_of_ranks(std::size_t mine) const;
  void gather_values(std::size_t bytes_each, const void* mine, std::size_t number, const std::vector<int>& counts,
                     void* all) const;
  void scatter_values(std::size_t bytes_each, const void* all, void* mine) const;

  std::optional<Mpi> mpi_;
};

}  // namespace squares
