#include <gtest/gtest.h>

#include <boost/mpi/exception.hpp>
#include <chrono>
#include <ctime>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "core/stopwatch.hpp"
#include "parallel/world.hpp"
#include "support/mpi.hpp"

namespace {

bool all_reduce_fails = false;

}  // namespace

// Stands in front of the library's own.
extern "C" int MPI_Iallreduce(const void* sent, void* received, int count, MPI_Datatype type, MPI_Op operation,
                              MPI_Comm comm, MPI_Request* request) {
  if (all_reduce_fails) return MPI_ERR_OTHER;
  return PMPI_Iallreduce(sent, received, count, type, operation, comm, request);
}

namespace squares {
namespace {

using namespace std::chrono_literals;

// Collective: what each rank has to say.
std::vector<std::string> from_all(const std::string& mine) {
  std::vector<std::string> all = world().gather(mine);
  world().broadcast(all);
  return all;
}

// Collective: lets each rank do its step, and expects that all throw the same. What they threw.
template <class Step>
Error expect_agreed(const Step& step) {
  Error mine(Exit::done, "nothing was thrown", "", "");
  try {
    world().together(step);
  } catch (const AgreedError& error) {
    mine = error;
  }
  const std::string text =
      std::to_string(static_cast<int>(mine.code)) + "|" + mine.what() + "|" + mine.where + "|" + mine.remedy;
  for (const std::string& other : from_all(text)) EXPECT_EQ(other, text);
  return mine;
}

TEST(world, one_failing_rank_makes_all_throw_the_same_whichever_it_is) {
  for (int failing = 0; failing < world().size(); ++failing) {
    const Error error = expect_agreed([&] {
      if (world().rank() == failing)
        throw Error(Exit::io, "disk full on " + std::to_string(failing), "my file", "buy a disk");
    });
    EXPECT_EQ(error.code, Exit::io);
    EXPECT_EQ(error.what(), "disk full on " + std::to_string(failing));
    EXPECT_EQ(error.where.substr(0, 7), "my file");
    if (world().size() > 1) {
      EXPECT_NE(error.where.find(", rank " + std::to_string(failing) + " on "), std::string::npos) << error.where;
    }
    EXPECT_EQ(error.remedy, "buy a disk");
  }
}

TEST(world, when_several_fail_the_first_of_them_is_heard) {
  for (int first = 0; first < world().size(); ++first) {
    const Error error = expect_agreed([&] {
      if (world().rank() >= first) throw Error(Exit::io, "rank " + std::to_string(world().rank()), "here", "none");
    });
    EXPECT_EQ(error.what(), "rank " + std::to_string(first));
  }
}

TEST(world, nobody_fails_and_nobody_throws) {
  int steps = 0;
  for (int i = 0; i < 100; ++i) EXPECT_NO_THROW(world().together([&] { ++steps; }));
  EXPECT_EQ(steps, 100);
}

TEST(world, is_of_use_after_a_failure) {
  EXPECT_THROW(world().together([] { throw Error(Exit::io, "what", "where", "remedy"); }), AgreedError);
  EXPECT_NO_THROW(world().together([] {}));
}

TEST(world, a_users_mistake_is_no_ranks_fault) {
  const Error error = expect_agreed([] { throw Error(Exit::usage, "what", "--last", "remedy"); });
  EXPECT_EQ(error.where, "--last");
}

TEST(world, whatever_is_thrown_becomes_an_error_for_people) {
  const int last = world().size() - 1;
  EXPECT_EQ(expect_agreed([&] {
              if (world().rank() == last) throw std::bad_alloc();
            }).code,
            Exit::bad_launch);
  EXPECT_EQ(expect_agreed([&] {
              if (world().rank() == last) throw boost::mpi::exception("MPI_Send", MPI_ERR_OTHER);
            }).code,
            Exit::io);
  const Error bug = expect_agreed([&] {
    if (world().rank() == last) throw std::logic_error("oops");
  });
  EXPECT_EQ(bug.code, Exit::bug);
  EXPECT_STREQ(bug.what(), "oops");
  EXPECT_FALSE(bug.remedy.empty());
  EXPECT_EQ(expect_agreed([&] {
              if (world().rank() == last) throw 5;
            }).code,
            Exit::bug);
}

TEST(world, ranks_that_cannot_speak_with_each_other_do_not_take_that_for_agreement) {
  MPI_Errhandler handler = MPI_ERRHANDLER_NULL;
  MPI_Comm_get_errhandler(world().comm(), &handler);
  EXPECT_EQ(handler, MPI_ERRORS_RETURN) << "Boost has said so: no call ends the job by itself";
  all_reduce_fails = true;
  EXPECT_THROW(world().agree(nullptr), boost::mpi::exception);
  all_reduce_fails = false;
}

TEST(world, long_messages_arrive_whole) {
  const std::string text(100'000, 'x');
  EXPECT_EQ(expect_agreed([&] { throw Error(Exit::io, text, "", text); }).what(), text);
}

TEST(world, a_step_of_the_master_is_done_by_it_alone) {
  int steps = 0;
  world().on_master([&] { ++steps; });
  EXPECT_EQ(steps, world().is_master() ? 1 : 0);
  EXPECT_THROW(world().on_master([] { throw Error(Exit::io, "what", "where", "remedy"); }), AgreedError);
}

double cpu_s() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

TEST(world, ranks_that_wait_are_idle_and_sleep) {
  if (world().size() == 1) GTEST_SKIP() << "nobody waits";
  constexpr int calls = 11, tag = 1;
  const int late = world().size() - 1;
  const bool is_late = world().rank() == late;
  world().comm().barrier();
  const double before_s = cpu_s();
  const Stopwatch clock;
  int idle_calls = 0;
  world().together(
      [&] {
        if (!is_late) return;
        for (int other = 0; other < late; ++other) world().comm().recv(other, tag);
        std::this_thread::sleep_for(400ms);
      },
      [&] {
        if (++idle_calls == calls && !is_late) world().comm().send(late, tag);
      });
  if (is_late) return;
  EXPECT_GE(idle_calls, calls);
  EXPECT_LT(cpu_s() - before_s, 0.5 * clock.seconds());
}

TEST(world, who_waits_asleep_takes_no_processor_and_waits_for_the_last) {
  if (world().size() == 1) GTEST_SKIP() << "nobody waits";
  const auto now = [] { return std::chrono::steady_clock::now().time_since_epoch().count(); };
  for (const bool in_a_broadcast : {false, true}) {
    world().comm().barrier();
    const double before_s = cpu_s();
    const Stopwatch clock;
    if (world().is_master()) std::this_thread::sleep_for(400ms);
    auto entered = now();
    if (in_a_broadcast)
      world().broadcast_asleep(entered);
    else
      world().barrier_asleep();
    const auto left = now();
    if (!world().is_master()) {
      EXPECT_LT(cpu_s() - before_s, 0.5 * clock.seconds());
    }
    world().broadcast(entered);
    EXPECT_GE(left, entered);
  }
}

}  // namespace
}  // namespace squares
