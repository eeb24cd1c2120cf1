// All ranks of the run, and how they come to one decision.
#pragma once

#include <boost/mpi/communicator.hpp>
#include <boost/mpi/environment.hpp>
#include <chrono>
#include <exception>
#include <functional>

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

// MPI, from construction to destruction. The main thread's alone.
class World {
 public:
  World(int& argc, char**& argv);

  // Throws Error(bad_launch) if MPI does not allow this process to have threads beside the one that calls it.
  static void expect_threads();

  [[nodiscard]] const boost::mpi::communicator& comm() const { return comm_; }
  [[nodiscard]] int rank() const { return comm_.rank(); }
  [[nodiscard]] int size() const { return comm_.size(); }
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

  // Ends all ranks at once, without MPI_Finalize: HDF5 would close its files there, collectively, and hang.
  [[noreturn]] void abort(Exit code) const;

 private:
  boost::mpi::environment environment_;
  boost::mpi::communicator comm_;
};

}  // namespace squares
