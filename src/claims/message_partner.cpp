#include "claims/message_partner.hpp"

#include "claims/lab.hpp"
#include "core/square.hpp"
#include "core/stopwatch.hpp"
#include "parallel/sleeping_broadcast.hpp"

namespace squares {
namespace {

// What rank 0 says to all.
struct Wish {
  std::uint64_t block = 0;  // squares that are to be sent each time
  std::uint64_t times = 0;  // 0: no more
};

void say(const boost::mpi::communicator& comm, Wish wish) { sleeping_broadcast(comm, &wish, sizeof wish); }

}  // namespace

std::vector<double> ask_by_message(const boost::mpi::communicator& comm, std::uint64_t block, std::uint32_t times) {
  say(comm, {block, times});
  std::vector<std::uint64_t> words(block);
  std::vector<double> seconds;
  bool right = true;
  for (std::uint32_t i = 0; i < times; ++i) {
    comm.barrier();
    const Stopwatch clock;
    comm.send(1, 0, std::uint64_t{1});
    comm.recv(1, 0, words.data(), static_cast<int>(block));
    right = right && sum_words(words) == sum_of_right_words(Width::narrow, words, 1);
    seconds.push_back(clock.seconds());
  }
  expect_right(right, "P10");  // not before rank 1 is through
  return seconds;
}

void end_of_messages(const boost::mpi::communicator& comm) { say(comm, {}); }

void answer_messages(const boost::mpi::communicator& comm) {
  for (;;) {
    Wish wish;
    sleeping_broadcast(comm, &wish, sizeof wish);
    if (wish.times == 0) return;
    std::vector<std::uint64_t> words(comm.rank() == 1 ? wish.block : 0);
    for (std::uint64_t i = 0; i < wish.times; ++i) {
      comm.barrier();
      if (comm.rank() != 1) continue;
      std::uint64_t first = 0;
      comm.recv(0, 0, first);
      fill_squares(Width::narrow, words, first);
      comm.send(0, 0, words.data(), static_cast<int>(words.size()));
    }
  }
}

}  // namespace squares
