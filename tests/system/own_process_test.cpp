#include "system/own_process.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <stdexcept>

namespace squares {
namespace {

Exit code_of(const std::function<Bytes()>& read) {
  try {
    in_own_process("file", read);
    return Exit::done;
  } catch (const Error& error) {
    EXPECT_EQ(error.where, "file");
    EXPECT_FALSE(error.remedy.empty());
    return error.code;
  }
}

TEST(own_process, gives_what_was_read) {
  EXPECT_EQ(in_own_process("file", [] { return Bytes(100'000, std::byte{7}); }), Bytes(100'000, std::byte{7}));
}

TEST(own_process, a_file_that_cannot_be_read_or_crashes_it_is_not_ours) {
  EXPECT_EQ(code_of([]() -> Bytes { throw std::runtime_error("no"); }), Exit::no_input);
  for (const int signal : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGXCPU}) {
    EXPECT_EQ(code_of([=] {
                std::raise(signal);
                return Bytes();
              }),
              Exit::no_input)
        << signal;
  }
}

TEST(own_process, what_the_system_does_to_it_says_nothing_of_the_file) {
  for (const int signal : {SIGKILL, SIGALRM}) {
    EXPECT_EQ(code_of([=] {
                std::raise(signal);
                return Bytes();
              }),
              Exit::io)
        << signal;
  }
}

}  // namespace
}  // namespace squares
