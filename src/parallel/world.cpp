#include "parallel/world.hpp"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <boost/mpi/collectives/broadcast.hpp>
#include <boost/mpi/exception.hpp>
#include <boost/serialization/string.hpp>
#include <new>
#include <string>
#include <system_error>
#include <thread>

#include "parallel/mpi_library.hpp"
#include "system/introduction.hpp"

namespace squares {
namespace {

using namespace std::chrono_literals;

}  // namespace

void Backoff::pause() {
  if (std::chrono::steady_clock::now() - start_ < 100us) {
    sched_yield();
  } else {
    std::this_thread::sleep_for(nap_);
    nap_ = std::min(nap_ * 2, std::chrono::microseconds(500));
  }
}

Error describe(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const Error& error) {
    return error;
  } catch (const std::bad_alloc&) {
    return {Exit::bad_launch, "out of memory", "memory", "use fewer ranks on each node, or a smaller --block"};
  } catch (const std::system_error& error) {
    return {Exit::io, error.what(), "the system", "look at the file system and the limits (df -h, ulimit -a)"};
  } catch (const boost::mpi::exception& error) {
    return {Exit::io, std::string("MPI failed: ") + error.what(), "the launch",
            "look at the network and the nodes, then start it again"};
  } catch (const std::exception& error) {
    return {Exit::bug, error.what(), "", "this is a bug in squares; please report it"};
  } catch (...) {
    return {Exit::bug, "something was thrown that is no exception", "", "this is a bug in squares; please report it"};
  }
}

World::World(int& argc, char**& argv) : environment_(argc, argv, boost::mpi::threading::funneled, false) {}

void World::expect_threads() {
  int provided = MPI_THREAD_SINGLE;
  MPI_Query_thread(&provided);
  if (provided < MPI_THREAD_FUNNELED) {
    throw Error(Exit::bad_launch, "this MPI allows no threads beside the one that calls it", mpi_version(),
                "use an MPI that provides at least MPI_THREAD_FUNNELED");
  }
}

void expect_success(const char* routine, int result) {
  if (result != MPI_SUCCESS) throw boost::mpi::exception(routine, result);
}

void World::agree(const std::exception_ptr& failure, const Idle& idle) const {
  const int mine = failure ? rank() : size();
  int first = size();
  MPI_Request request = MPI_REQUEST_NULL;
  expect_success("MPI_Iallreduce", MPI_Iallreduce(&mine, &first, 1, MPI_INT, MPI_MIN, comm_, &request));
  Backoff backoff;
  for (int done = 0; done == 0;) {
    expect_success("MPI_Test", MPI_Test(&request, &done, MPI_STATUS_IGNORE));
    if (done != 0) break;
    if (idle) idle();
    backoff.pause();
  }
  if (first == size()) return;

  int code = 0;
  std::string what, where, remedy;
  if (rank() == first) {
    const Error error = describe(failure);
    code = static_cast<int>(error.code);
    what = error.what();
    where = error.where;
    if (size() > 1 && error.code != Exit::usage) {
      where += (where.empty() ? "rank " : ", rank ") + std::to_string(first) + " on " + host_name();
    }
    remedy = error.remedy;
  }
  boost::mpi::broadcast(comm_, code, first);
  for (std::string* text : {&what, &where, &remedy}) boost::mpi::broadcast(comm_, *text, first);
  throw AgreedError(static_cast<Exit>(code), what, where, remedy);
}

void World::abort(Exit code) const {
  if (size() > 1) MPI_Abort(comm_, static_cast<int>(code));
  _exit(static_cast<int>(code));
}

}  // namespace squares
