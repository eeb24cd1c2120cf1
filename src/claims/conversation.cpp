#include "claims/conversation.hpp"

#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <span>
#include <utility>

#include "claims/lab.hpp"
#include "core/error.hpp"
#include "core/square.hpp"
#include "core/stopwatch.hpp"
#include "system/limits.hpp"

namespace squares {
namespace {

constexpr char question = '?';
constexpr char farewell = '.';

[[noreturn]] void fail_silent() {
  throw Error(Exit::io, "the process that sends the squares (P10) has ended or does not answer", "P10",
              "look whether memory ran out (dmesg), then start again");
}

void wait_for(sem_t& semaphore) {
  while (::sem_wait(&semaphore) != 0 && errno == EINTR) {
  }
}

// The other side may have been killed.
void wait_for_answer(sem_t& semaphore) {
  constexpr std::time_t longest_s = 10;
  timespec until{};
  ::clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += longest_s;
  while (::sem_timedwait(&semaphore, &until) != 0) {
    if (errno != EINTR) fail_silent();
  }
}

// All of it, or false at the end of the pipe.
template <class Move>
bool move_all(std::span<char> bytes, const Move& move) {
  while (!bytes.empty()) {
    const ssize_t moved = move(bytes.data(), bytes.size());
    if (moved < 0 && errno == EINTR) continue;
    if (moved <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(moved));
  }
  return true;
}

bool receive(int pipe, std::span<char> bytes) {
  return move_all(bytes, [&](char* begin, std::size_t size) { return ::read(pipe, begin, size); });
}

bool send(int pipe, std::span<char> bytes) {
  return move_all(bytes, [&](char* begin, std::size_t size) { return ::write(pipe, begin, size); });
}

std::span<char> bytes_of(std::span<std::uint64_t> words) {
  return {reinterpret_cast<char*>(words.data()), words.size_bytes()};
}

}  // namespace

Conversation::Conversation(Between who, Means means) : means_(means), received_(block.count) {
  ::sem_init(&meeting_[0].asked, 1, 0);
  ::sem_init(&meeting_[0].answered, 1, 0);
  if (::pipe(questions_.data()) != 0 || ::pipe(answers_.data()) != 0) {
    throw_refused(Exit::io, "make a pipe", "claims", errno, Refused::file, "try again later");
  }
  if (who == Between::processes) {
    child_.emplace([this] { answer_for_ever(); });
    ::close(std::exchange(answers_[1], -1));  // so that they end when the child does
  } else
    thread_ = std::jthread([this] { answer_for_ever(); });
}

Conversation::~Conversation() {
  meeting_[0].end = 1;
  ::sem_post(&meeting_[0].asked);
  char end = farewell;
  send(questions_[1], {&end, 1});
  if (thread_.joinable()) thread_.join();
  if (child_) child_->wait();
  for (const int end_of_pipe : {questions_[0], questions_[1], answers_[0], answers_[1]}) {
    if (end_of_pipe >= 0) ::close(end_of_pipe);
  }
}

double Conversation::ask() {
  const Stopwatch clock;
  if (means_ == Means::variable)
    ask_by_variable();
  else
    ask_by_pipe();
  return clock.seconds();
}

void Conversation::ask_by_variable() {
  ::sem_post(&meeting_[0].asked);
  wait_for_answer(meeting_[0].answered);
  expect_right(sum_words(shared_.all()) == sum_of_right_words(Width::narrow, shared_.all(), block.first), "P10");
}

void Conversation::ask_by_pipe() {
  char ask = question;
  if (!send(questions_[1], {&ask, 1}) || !receive(answers_[0], bytes_of(received_))) fail_silent();
  expect_right(sum_words(received_) == sum_of_right_words(Width::narrow, received_, block.first), "P10");
}

void Conversation::answer_for_ever() {
  if (means_ == Means::variable) {
    for (;;) {
      wait_for(meeting_[0].asked);
      if (meeting_[0].end != 0) return;
      fill_squares(Width::narrow, shared_.all(), block.first);
      ::sem_post(&meeting_[0].answered);
    }
  }
  std::vector<std::uint64_t> words(block.count);
  for (char asked = question; receive(questions_[0], {&asked, 1}) && asked == question;) {
    fill_squares(Width::narrow, words, block.first);
    if (!send(answers_[1], bytes_of(words))) return;
  }
}

}  // namespace squares
