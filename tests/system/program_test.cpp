#include "system/program.hpp"

#include <gtest/gtest.h>

#include <csignal>

#include "core/stopwatch.hpp"

namespace squares {
namespace {

ProgramEnd shell(const std::string& script, double patience_s = 60, const std::string& input = "") {
  return run_program({.words = {"sh", "-c", script}}, patience_s, input);
}

TEST(program, what_it_writes_and_how_it_ends_is_known) {
  const ProgramEnd end = shell("cat; echo wrong >&2; exit 3", 60, "read this");
  EXPECT_EQ(end.output, "read this");
  EXPECT_EQ(end.errors, "wrong\n");
  EXPECT_EQ(end.code, 3);
  EXPECT_EQ(shell("kill -TERM $$").code, 128 + SIGTERM);
}

TEST(program, what_is_not_there_or_no_program_ends_as_in_a_shell) {
  EXPECT_EQ(run_program({.words = {"no-such-program-anywhere"}}, 60).code, 127);
  EXPECT_EQ(run_program({.words = {"/dev/null"}}, 60).code, 126);
}

TEST(program, one_that_hangs_is_killed_with_all_that_it_has_started) {
  const Stopwatch clock;
  const ProgramEnd end = shell("sleep 1000 & echo $!; wait", 0.5);
  EXPECT_FALSE(end.code);
  EXPECT_LT(clock.seconds(), 500);
  const pid_t started = std::stoi(end.output);
  while (::kill(started, 0) == 0 && clock.seconds() < 100) {
  }
  EXPECT_NE(::kill(started, 0), 0);
}

TEST(program, one_that_leaves_something_behind_takes_it_along) {
  const Stopwatch clock;
  const pid_t left = std::stoi(shell("sleep 1000 & echo $!").output);
  while (::kill(left, 0) == 0 && clock.seconds() < 100) {
  }
  EXPECT_NE(::kill(left, 0), 0);
}

TEST(program, variables_are_added_replaced_and_left_out) {
  ::setenv("SQUARES_TEST_KEPT", "kept", 1);
  ::setenv("SQUARES_TEST_GONE", "gone", 1);
  const Program program{.words = {"sh", "-c", "echo $SQUARES_TEST_KEPT ${SQUARES_TEST_GONE-none} $SQUARES_TEST_NEW"},
                        .environment = {{"SQUARES_TEST_GONE", std::nullopt}, {"SQUARES_TEST_NEW", "new"}}};
  EXPECT_EQ(run_program(program, 60).output, "kept none new\n");
}

TEST(program, signals_that_are_blocked_or_ignored_here_are_not_there) {
  sigset_t term, before;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &term, &before);
  auto* const ignored = std::signal(SIGPIPE, SIG_IGN);
  EXPECT_EQ(shell("kill -TERM $$; exit 0").code, 128 + SIGTERM);
  EXPECT_EQ(shell("kill -PIPE $$; exit 0").code, 128 + SIGPIPE);
  EXPECT_EQ(run_program({.words = {"sh", "-c", "kill -TERM $$; exit 5"}, .ignores_sigterm = true}, 60).code, 5);
  std::signal(SIGPIPE, ignored);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TEST(program, one_that_writes_without_end_is_ended) { EXPECT_EQ(shell("yes").code, 128 + SIGXFSZ); }

TEST(program, the_reason_is_one_line) {
  EXPECT_EQ(reason_of({.output = "", .errors = "a\n   b c\n\n", .code = 1}, "gnuplot", 20),
            "gnuplot ended with 1: b c");
  EXPECT_EQ(reason_of({.output = "", .errors = "", .code = 9}, "gnuplot", 20), "gnuplot ended with 9 and said nothing");
  EXPECT_EQ(reason_of({.output = "", .errors = "", .code = 127}, "gnuplot", 20), "there is no gnuplot");
  EXPECT_EQ(reason_of({.output = "", .errors = "", .code = {}}, "gnuplot", 20), "gnuplot has not ended after 20 s");
}

}  // namespace
}  // namespace squares
