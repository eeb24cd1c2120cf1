#include <fcntl.h>
#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <boost/mpi/collectives/broadcast.hpp>
#include <boost/serialization/string.hpp>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "core/error.hpp"
#include "store/inspect.hpp"
#include "study/late_server.hpp"
#include "study/workload.hpp"
#include "support/mpi.hpp"
#include "support/temporary_folder.hpp"
#include "system/file.hpp"

namespace squares {
namespace {

TEST(workload, each_does_its_squares_and_finds_them_right_on_any_ranks_and_threads) {
  std::optional<TemporaryFolder> made;
  std::string folder = world().is_master() ? made.emplace().path() : "";
  boost::mpi::broadcast(world().comm(), folder, 0);
  for (const WorkloadKind kind :
       {WorkloadKind::compute, WorkloadKind::memory, WorkloadKind::store, WorkloadKind::wait}) {
    for (const std::uint32_t threads : {1U, 3U}) {
      for (const std::uint64_t numbers : {std::uint64_t{1}, std::uint64_t{5}, std::uint64_t{10'007}}) {
        SCOPED_TRACE(testing::Message() << to_text(kind) << ", threads: " << threads << ", numbers: " << numbers);
        Team team(threads);
        const Crew crew{world().comm(), team};
        const auto workload = make_workload(kind, {.repeats = 3, .answer_us = 100, .output = folder + "/study.h5"});
        const Range range{1, numbers};
        workload->prepare(crew, range);
        EXPECT_EQ(workload->work(crew, range).size(), threads);
        EXPECT_NO_THROW(workload->check(crew, range));
      }
    }
  }
  world().comm().barrier();
  if (made) {
    EXPECT_TRUE(std::filesystem::is_empty(folder));
  }
}

// Each rank on its own, since the one that finds a wrong value does not go on with the others.
TEST(workload, store_finds_a_byte_that_the_disk_has_changed) {
  const TemporaryFolder folder;
  const boost::mpi::communicator self(MPI_COMM_SELF, boost::mpi::comm_attach);
  Team team(2);
  const Crew crew{self, team};
  const Range range{1, 300'007};
  const auto workload = make_workload(WorkloadKind::store, {.output = folder / "study.h5"});
  workload->prepare(crew, range);
  workload->work(crew, range);
  const std::string file = folder / "study.h5.study-0.part";
  const RawFile disk(file, O_RDWR);
  const std::uint64_t place = inspect(file).head.places->squares + 8 * 123'456 + 3;
  std::byte byte{};
  disk.read(place, std::span(&byte, 1));
  byte ^= std::byte{1};
  disk.write(place, std::span(&byte, 1));
  try {
    workload->check(crew, range);
    ADD_FAILURE() << "a wrong square was taken for right";
  } catch (const Error& error) {
    EXPECT_EQ(error.code, Exit::wrong_value);
    EXPECT_NE(std::string(error.what()).find("store"), std::string::npos) << error.what();
  }
}

TEST(workload, each_has_a_bound_and_leaves_nothing_behind) {
  const TemporaryFolder folder;
  const boost::mpi::communicator self(MPI_COMM_SELF, boost::mpi::comm_attach);
  for (const WorkloadKind kind :
       {WorkloadKind::compute, WorkloadKind::memory, WorkloadKind::store, WorkloadKind::wait}) {
    for (const std::uint64_t numbers : {std::uint64_t{1}, std::uint64_t{300'007}}) {
      Team team(3);
      const auto workload =
          make_workload(kind, {.repeats = 3, .answer_us = 100, .output = folder.path() + "/study.h5"});
      EXPECT_GT(workload->bound_s({self, team}, {1, numbers}), 0) << to_text(kind);
    }
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(late_server, several_clients_wait_at_the_same_time) {
  using namespace std::chrono;
  LateServer server(8, 50ms);
  std::vector<std::unique_ptr<LateClient>> clients;
  for (int k = 0; k < 8; ++k) clients.push_back(std::make_unique<LateClient>(server.port()));
  std::barrier all_are_there(8);
  std::atomic<int> answered = 0;
  std::vector<std::jthread> threads;
  for (std::uint64_t k = 0; k < 8; ++k) {
    threads.emplace_back([&, k] {
      all_are_there.arrive_and_wait();
      const auto begin = steady_clock::now();
      EXPECT_EQ(clients[k]->ask({k, 3}), (std::vector<std::uint64_t>{k * k, (k + 1) * (k + 1), (k + 2) * (k + 2)}));
      EXPECT_GE(steady_clock::now() - begin, 50ms) << "answered too soon";
      ++answered;
    });
  }
  threads.clear();
  EXPECT_EQ(answered, 8);
}

TEST(late_server, does_not_work_for_ever_for_whoever_asks_too_much) {
  LateServer server(1, std::chrono::microseconds(0));
  LateClient client(server.port());
  EXPECT_EQ(client.ask({0, LateServer::most_numbers}).size(), LateServer::most_numbers);
  EXPECT_THROW(client.ask({0, LateServer::most_numbers + 1}), Error);
  EXPECT_THROW(client.ask({0, ~std::uint64_t{0}}), Error);
  EXPECT_EQ(client.ask({3, 1}), std::vector<std::uint64_t>{9});
}

}  // namespace
}  // namespace squares
