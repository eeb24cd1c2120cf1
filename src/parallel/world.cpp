#include "parallel/world.hpp"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <boost/mpi/collectives/all_reduce.hpp>
#include <boost/mpi/collectives/broadcast.hpp>
#include <boost/mpi/exception.hpp>
#include <boost/mpi/operations.hpp>
#include <boost/serialization/string.hpp>
#include <cerrno>
#include <cstring>
#include <limits>
#include <new>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>

#include "parallel/mpi_library.hpp"
#include "system/introduction.hpp"
#include "system/limits.hpp"

namespace squares {
namespace {

using namespace std::chrono_literals;

// Values of so many bytes each, so that counts of MPI count values.
class ValueType {
 public:
  explicit ValueType(std::size_t bytes) {
    expect_success("MPI_Type_contiguous", MPI_Type_contiguous(static_cast<int>(bytes), MPI_BYTE, &type_));
    expect_success("MPI_Type_commit", MPI_Type_commit(&type_));
  }
  ValueType(const ValueType&) = delete;
  ValueType& operator=(const ValueType&) = delete;
  ~ValueType() { MPI_Type_free(&type_); }
  operator MPI_Datatype() const { return type_; }

 private:
  MPI_Datatype type_ = MPI_DATATYPE_NULL;
};

// Naps until it is done.
void wait_asleep(MPI_Request& request) {
  for (int done = 0; done == 0;) {
    expect_success("MPI_Test", MPI_Test(&request, &done, MPI_STATUS_IGNORE));
    if (done == 0) std::this_thread::sleep_for(5ms);
  }
}

int count_of(std::size_t values) {
  if (values > static_cast<std::size_t>(std::numeric_limits<int>::max()))
    throw std::length_error("too many values for one message");
  return static_cast<int>(values);
}

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
    return {Exit::bad_launch, "out of memory", "memory",
            "use fewer ranks on each node, or a smaller --block; or " + limit_in_the_way(ENOMEM, Refused::memory)};
  } catch (const std::system_error& error) {
    if (error.code() == std::errc::resource_unavailable_try_again) {
      return {Exit::io, "cannot start a thread: " + error.code().message(), "the system",
              limit_in_the_way(EAGAIN, Refused::thread)};
    }
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

World::World(int& argc, char**& argv) { mpi_.emplace(argc, argv); }

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
  const int first = mpi_ ? least(mine, idle) : mine;
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
  if (mpi_) {
    boost::mpi::broadcast(comm(), code, first);
    for (std::string* text : {&what, &where, &remedy}) boost::mpi::broadcast(comm(), *text, first);
  }
  throw AgreedError(static_cast<Exit>(code), what, where, remedy);
}

int World::least(int mine, const Idle& idle) const {
  int least = mine;
  MPI_Request request = MPI_REQUEST_NULL;
  expect_success("MPI_Iallreduce", MPI_Iallreduce(&mine, &least, 1, MPI_INT, MPI_MIN, comm(), &request));
  Backoff backoff;
  for (int done = 0; done == 0;) {
    expect_success("MPI_Test", MPI_Test(&request, &done, MPI_STATUS_IGNORE));
    if (done != 0) break;
    if (idle) idle();
    backoff.pause();
  }
  return least;
}

void World::broadcast(std::vector<std::string>& texts) const {
  std::uint64_t size = texts.size();
  broadcast(size);
  texts.resize(size);
  for (std::string& text : texts) broadcast(text);
}

std::vector<std::string> World::gather(const std::string& mine) const {
  const std::vector<std::uint64_t> sizes = gather(std::uint64_t{mine.size()});
  const std::vector<char> letters = gather_all(std::span<const char>(mine));
  std::vector<std::string> texts;
  auto next = letters.begin();
  for (const std::uint64_t size : sizes) {
    const auto end = next + static_cast<std::ptrdiff_t>(size);
    texts.emplace_back(next, end);
    next = end;
  }
  return texts;
}

std::uint64_t World::sum(std::uint64_t mine) const {
  return mpi_ ? boost::mpi::all_reduce(comm(), mine, std::plus<>()) : mine;
}

std::uint64_t World::most(std::uint64_t mine) const {
  return mpi_ ? boost::mpi::all_reduce(comm(), mine, boost::mpi::maximum<std::uint64_t>()) : mine;
}

void World::unite(std::vector<std::uint64_t>& words) const {
  if (!mpi_) return;
  expect_success("MPI_Allreduce",
                 MPI_Allreduce(MPI_IN_PLACE, words.data(), count_of(words.size()), MPI_UINT64_T, MPI_BOR, comm()));
}

void World::broadcast_bytes(std::span<std::byte> bytes) const {
  if (!mpi_) return;
  expect_success("MPI_Bcast", MPI_Bcast(bytes.data(), count_of(bytes.size()), MPI_BYTE, 0, comm()));
}

void World::broadcast_bytes_asleep(std::span<std::byte> bytes) const {
  if (!mpi_) return;
  MPI_Request request = MPI_REQUEST_NULL;
  expect_success("MPI_Ibcast", MPI_Ibcast(bytes.data(), count_of(bytes.size()), MPI_BYTE, 0, comm(), &request));
  wait_asleep(request);
}

void World::barrier_asleep() const {
  if (!mpi_) return;
  MPI_Request request = MPI_REQUEST_NULL;
  expect_success("MPI_Ibarrier", MPI_Ibarrier(comm(), &request));
  wait_asleep(request);
}

std::vector<int> World::counts_of_ranks(std::size_t mine) const {
  const int count = count_of(mine);
  if (!mpi_) return {count};
  std::vector<int> counts(is_master() ? static_cast<std::size_t>(size()) : 0);
  expect_success("MPI_Gather", MPI_Gather(&count, 1, MPI_INT, counts.data(), 1, MPI_INT, 0, comm()));
  return counts;
}

void World::gather_values(std::size_t bytes_each, const void* mine, std::size_t number, const std::vector<int>& counts,
                          void* all) const {
  if (!mpi_) {
    if (number > 0) std::memcpy(all, mine, bytes_each * number);
    return;
  }
  std::vector<int> places(counts.size());
  std::exclusive_scan(counts.begin(), counts.end(), places.begin(), 0);
  const ValueType type(bytes_each);
  expect_success("MPI_Gatherv",
                 MPI_Gatherv(mine, count_of(number), type, all, counts.data(), places.data(), type, 0, comm()));
}

void World::scatter_values(std::size_t bytes_each, const void* all, void* mine) const {
  if (!mpi_) {
    std::memcpy(mine, all, bytes_each);
    return;
  }
  const ValueType type(bytes_each);
  expect_success("MPI_Scatter", MPI_Scatter(all, 1, type, mine, 1, type, 0, comm()));
}

void World::abort(Exit code) const {
  if (size() > 1) MPI_Abort(comm(), static_cast<int>(code));
  _exit(static_cast<int>(code));
}

}  // namespace squares
