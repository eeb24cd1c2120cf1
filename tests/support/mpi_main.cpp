// GoogleTest on all ranks: rank 0 says what runs, every rank says what fails on it, and all leave with one code.
#include <gtest/gtest.h>
#include <mpi.h>

#include <boost/mpi/collectives/all_reduce.hpp>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>
#include <thread>

#include "store/hdf5.hpp"
#include "support/mpi.hpp"

namespace squares {
namespace {

std::optional<World> the_world;

// Speaks for a rank whose usual printer is silent. A rank that leaves a test early would let the others hang in
// their next collective call, so a fatal failure ends all ranks.
class Failures : public testing::EmptyTestEventListener {
  void OnTestStart(const testing::TestInfo& test) override { test_ = test.name(); }
  void OnTestPartResult(const testing::TestPartResult& result) override {
    if (!result.failed()) return;
    std::ostringstream text;
    text << "rank " << world().rank() << " of " << world().size() << ", " << test_ << ": " << result << '\n';
    std::cerr << text.str() << std::flush;
    if (result.fatally_failed()) world().abort(Exit::bug);
  }

  std::string test_;
};

int run_tests() {
  testing::TestEventListeners& listeners = testing::UnitTest::GetInstance()->listeners();
  if (!world().is_master()) delete listeners.Release(listeners.default_result_printer());
  listeners.Append(std::make_unique<Failures>().release());  // GoogleTest's from here on
  const int failed = RUN_ALL_TESTS();
  return boost::mpi::all_reduce(world().comm(), failed, boost::mpi::maximum<int>());
}

}  // namespace

const World& world() { return *the_world; }

Probes probes;

double most_probes_of_a_millisecond(const Stopwatch& clock) { return 100 * clock.seconds() + 4; }

namespace {

void probe() {
  ++probes.number;
  if (probes.each.count() > 0) std::this_thread::sleep_for(probes.each);
}

}  // namespace
}  // namespace squares

extern "C" {
int MPI_Iprobe(int source, int tag, MPI_Comm communicator, int* found, MPI_Status* status) {
  squares::probe();
  return PMPI_Iprobe(source, tag, communicator, found, status);
}
int MPI_Improbe(int source, int tag, MPI_Comm communicator, int* found, MPI_Message* message, MPI_Status* status) {
  squares::probe();
  return PMPI_Improbe(source, tag, communicator, found, message, status);
}
}

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  squares::prepare_hdf5();
  squares::the_world.emplace(argc, argv);
  const int failed = squares::run_tests();
  squares::the_world.reset();
  return failed;
}
