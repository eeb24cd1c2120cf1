#include "system/command.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "system/environment.hpp"
#include "system/processes.hpp"

namespace squares {
namespace {

constexpr double long_s = 3600;  // never waited for

const auto always = [] { return true; };

TEST(command, its_code_words_and_time_are_those_of_the_shell) {
  const CommandEnd end = run_command("echo one; echo two >&2; sleep 0.2; exit 7", long_s, always);
  EXPECT_EQ(end.code, 7);
  EXPECT_EQ(end.last_words, "one\ntwo\n");
  EXPECT_GE(end.seconds, 0.2);
  EXPECT_EQ(run_command("no_such_program_here", long_s, always).code, 127);
  EXPECT_EQ(run_command("kill -KILL $$", long_s, always).code, 128 + SIGKILL);
  EXPECT_EQ(run_command("read line; exit 3", long_s, always).code, 3) << "there is nothing to read";
}

TEST(command, of_many_words_the_last_are_kept) {
  const CommandEnd end = run_command("i=0; while [ $i -lt 30000 ]; do echo line $i; i=$((i+1)); done", long_s, always);
  EXPECT_EQ(end.code, 0);
  EXPECT_LE(end.last_words.size(), 4096U);
  EXPECT_TRUE(end.last_words.ends_with("line 29998\nline 29999\n")) << end.last_words;
}

TEST(command, processor_time_is_that_of_all_its_processes) {
  const std::string busy = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done";
  EXPECT_GT(run_command("(" + busy + ") & (" + busy + ") & wait", long_s, always).cpu_s, 0.01);
}

TEST(command, what_it_leaves_in_the_background_is_ended) {
  EXPECT_EQ(run_command("sleep 4711 & setsid sleep 4711 & exit 0", long_s, always).code, 0);
  EXPECT_TRUE(descendants_of(::getpid()).empty());
}

// In sessions of their own, without the parents that they had, and one that does not listen to SIGTERM.
TEST(command, it_ends_with_all_its_descendants_when_the_time_is_up_or_it_is_told) {
  const std::string hiding =
      "(setsid sleep 4711 &) ; (setsid sh -c 'trap \"\" TERM; sleep 4711; sleep 4711' &) ; sleep 4711";
  EXPECT_FALSE(run_command(hiding, 0.3, always).code);
  EXPECT_TRUE(descendants_of(::getpid()).empty());
  int asked = 0;
  EXPECT_FALSE(run_command("sleep 4711", long_s, [&] { return ++asked < 3; }).code);
  EXPECT_TRUE(descendants_of(::getpid()).empty());
}

TEST(command, it_may_end_in_its_own_way_before_it_is_killed) {
  const CommandEnd end = run_command("trap 'echo cleaned up; exit 0' TERM; sleep 4711 & wait", 0.3, always);
  EXPECT_FALSE(end.code);
  EXPECT_EQ(end.last_words, "cleaned up\n");
}

TEST(command, it_has_the_variables_of_this_process_and_no_others) {
  std::string all;
  for (const auto& [name, value] : variables()) all += std::string(name) + "=" + std::string(value) + "\n";
  const CommandEnd end = run_command("tr '\\0' '\\n' </proc/$$/environ | tail -c 2000", long_s, always);
  ASSERT_EQ(end.code, 0);
  EXPECT_TRUE(all.ends_with(end.last_words)) << end.last_words;
}

// As where squares is killed: nobody asks any more, and nobody takes the report.
TEST(command, it_ends_soon_after_the_process_that_has_started_it) {
  const std::string file =
      (std::filesystem::temp_directory_path() / ("squares-command-" + std::to_string(::getpid()))).string();
  const pid_t starter = ::fork();
  if (starter == 0) {
    run_command("sleep 4711 & echo $! >" + file + ".new; mv " + file + ".new " + file + "; wait", long_s, always);
    ::_exit(0);
  }
  while (!std::filesystem::exists(file)) ::usleep(1000);
  pid_t sleeper = 0;
  std::ifstream(file) >> sleeper;
  std::filesystem::remove(file);
  const std::string folder = "/proc/" + std::to_string(sleeper);
  ASSERT_NE(stat_of(folder).parent, 0);
  ::kill(starter, SIGKILL);
  while (stat_of(folder).name == "sleep") ::usleep(1000);  // or the test's time is up
}

}  // namespace
}  // namespace squares
