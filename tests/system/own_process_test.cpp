#include "system/own_process.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>
#include <ctime>
#include <stdexcept>
#include <string>
#include <vector>

namespace squares {
namespace {

constexpr std::uint64_t enough = 1'000'000;

Error error_of(const std::function<Bytes()>& read, double patience_s = 60) {
  const auto open = [&] { return [&](const Bytes&) { return read(); }; };
  OwnProcess process("file", open, patience_s);
  try {
    process.ask({}, enough);
  } catch (const Error& error) {
    EXPECT_EQ(error.where, "file");
    EXPECT_FALSE(error.remedy.empty());
    return error;
  }
  return {Exit::done, "", "", ""};
}

TEST(own_process, gives_what_was_read) {
  const auto read = [] { return Bytes(100'000, std::byte{7}); };
  EXPECT_EQ(in_own_process("file", read, 100'000), Bytes(100'000, std::byte{7}));
}

TEST(own_process, answers_one_question_after_the_other_and_goes_on_after_an_error) {
  int opened = 0;
  OwnProcess process("file", [&] {
    ++opened;
    return [&](const Bytes& question) {
      if (question.size() == 1) throw std::runtime_error("no");
      Bytes answer = question;
      answer.push_back(std::byte(opened));
      return answer;
    };
  });
  for (const std::size_t size : {0UL, 2UL, 1UL, 70'000UL}) {
    if (size == 1) {
      EXPECT_THROW(process.ask(Bytes(size), enough), Error);
    } else {
      const Bytes answer = process.ask(Bytes(size, std::byte{3}), enough);
      ASSERT_EQ(answer.size(), size + 1);
      EXPECT_EQ(answer.back(), std::byte{1});
    }
  }
  EXPECT_EQ(opened, 0) << "here";
}

TEST(own_process, an_answer_longer_than_was_agreed_is_not_taken) {
  const auto read = [] { return Bytes(100'001); };
  EXPECT_THROW(in_own_process("file", read, 100'000), Error);
  const Error error = error_of([] { return Bytes(enough + 1); });
  EXPECT_EQ(error.code, Exit::no_input);
}

TEST(own_process, a_file_that_cannot_be_read_or_crashes_it_is_not_ours) {
  EXPECT_EQ(error_of([]() -> Bytes { throw std::runtime_error("no"); }).code, Exit::no_input);
  for (const int signal : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGXCPU}) {
    const auto crash = [=] {
      std::raise(signal);
      return Bytes();
    };
    EXPECT_EQ(error_of(crash).code, Exit::no_input) << signal;
  }
}

TEST(own_process, an_error_keeps_its_words_and_gets_its_place) {
  const Error error = error_of([]() -> Bytes { throw Error(Exit::io, "EIO", "", "look"); });
  EXPECT_EQ(error.code, Exit::io);
  EXPECT_STREQ(error.what(), "EIO");
  EXPECT_EQ(error.remedy, "look");
}

TEST(own_process, what_the_system_does_to_it_says_nothing_of_the_file) {
  const auto killed = [] {
    std::raise(SIGKILL);
    return Bytes();
  };
  EXPECT_EQ(error_of(killed).code, Exit::io);
}

TEST(own_process, is_killed_when_nothing_comes_for_the_patience) {
  const auto sleep = [] {
    while (true) ::pause();
    return Bytes();
  };
  const Error error = error_of(sleep, 0.3);
  EXPECT_EQ(error.code, Exit::io);
  EXPECT_NE(std::string(error.what()).find("read nothing"), std::string::npos) << error.what();
}

TEST(own_process, gives_no_more_answers_once_it_has_crashed) {
  OwnProcess process("file", [] { return [](const Bytes&) -> Bytes { ::_exit(3); }; });
  EXPECT_THROW(process.ask({}, enough), Error);
  EXPECT_THROW(process.ask({}, enough), Error);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(own_process, takes_no_more_memory_than_it_may) {
  const auto take = [] {
    std::vector<std::byte> much(std::size_t{3} << 30, std::byte{1});
    return Bytes(1, much[much.size() / 2]);
  };
  const Error error = error_of(take);
  EXPECT_EQ(error.code, Exit::no_input);
  EXPECT_NE(std::string(error.what()).find("more memory"), std::string::npos) << error.what();
}
#endif

TEST(own_process, leaves_nothing_behind) {
  pid_t child = 0;
  {
    OwnProcess process("file", [] {
      return [](const Bytes&) {
        const pid_t self = ::getpid();
        Bytes answer(sizeof self);
        std::memcpy(answer.data(), &self, sizeof self);
        return answer;
      };
    });
    const Bytes answer = process.ask({}, sizeof child);
    std::memcpy(&child, answer.data(), sizeof child);
  }
  EXPECT_EQ(::kill(child, 0), -1) << "it is neither there nor a zombie";
}

TEST(own_process, dies_with_the_process_that_asks_whatever_it_hangs_in) {
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe2(pipe.data(), O_CLOEXEC), 0);
  const pid_t asks = ::fork();
  if (asks == 0) {
    const pid_t parent = ::getpid();
    const auto hang = [&]() -> Bytes {
      bool told = ::write(pipe[1], "!", 1) == 1;
      while (told && ::getppid() == parent) ::usleep(10'000);
      ::usleep(100'000);
      told = ::write(pipe[1], "?", 1) == 1;
      ::_exit(told ? 0 : 1);
    };
    in_own_process("file", hang, enough);
    ::_exit(0);
  }
  ::close(pipe[1]);
  char read = 0;
  EXPECT_EQ(::read(pipe[0], &read, 1), 1);
  ::kill(asks, SIGKILL);
  ::waitpid(asks, nullptr, 0);
  EXPECT_EQ(::read(pipe[0], &read, 1), 0) << "it lives on, and says so";
  ::close(pipe[0]);
}

}  // namespace
}  // namespace squares
