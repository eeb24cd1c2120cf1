#include "claims/message_partner.hpp"

#include "claims/lab.hpp"
#include "core/square.hpp"
#include "core/stopwatch.hpp"

namespace squares {
namespace {

// What rank 0 asks all others for.
struct Request {
  std::uint64_t block = 0;  // squares that rank 1 is to send each time
  std::uint64_t times = 0;  // 0: no more
};

}  // namespace

std::vector<double> ask_by_message(const World& world, std::uint64_t block, std::uint32_t times) {
  Request request{block, times};
  world.broadcast_asleep(request);
  std::vector<std::uint64_t> words(block);
  std::vector<double> seconds;
  bool right = true;
  for (std::uint32_t i = 0; i < times; ++i) {
    world.comm().barrier();
    const Stopwatch clock;
    world.send(1, 0, std::uint64_t{1});
    world.comm().recv(1, 0, words.data(), static_cast<int>(block));
    right = right && sum_words(words) == sum_of_right_words(Width::narrow, words, 1);
    seconds.push_back(clock.seconds());
  }
  expect_right(right, "P10");  // not before rank 1 is through
  return seconds;
}

void end_of_messages(const World& world) {
  Request no_more;
  world.broadcast_asleep(no_more);
}

void answer_messages(const World& world) {
  for (;;) {
    Request request;
    world.broadcast_asleep(request);
    if (request.times == 0) return;
    std::vector<std::uint64_t> words(world.rank() == 1 ? request.block : 0);
    for (std::uint64_t i = 0; i < request.times; ++i) {
      world.comm().barrier();
      if (world.rank() != 1) continue;
      fill_squares(Width::narrow, words, world.receive<std::uint64_t>(0, 0));
      world.comm().send(0, 0, words.data(), static_cast<int>(words.size()));
    }
  }
}

}  // namespace squares
