#include "system/reader.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <new>
#include <thread>

namespace squares {
namespace {

using namespace std::chrono_literals;

// Stands in for stderr until the end of the test.
class InPlaceOfStderr {
 public:
  explicit InPlaceOfStderr(int fd) : kept_(dup(STDERR_FILENO)) { dup2(fd, STDERR_FILENO); }
  InPlaceOfStderr(const InPlaceOfStderr&) = delete;
  InPlaceOfStderr& operator=(const InPlaceOfStderr&) = delete;
  ~InPlaceOfStderr() {
    dup2(kept_, STDERR_FILENO);
    close(kept_);
  }

 private:
  int kept_;
};

TEST(reader, what_was_printed_has_been_read_when_the_wait_ends) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  const InPlaceOfStderr pipe_for_a_while(ends[1]);
  ASSERT_EQ(write(STDERR_FILENO, "word", 4), 4);
  std::jthread reader([&] {
    std::this_thread::sleep_for(100ms);
    std::array<char, 4> word{};
    EXPECT_EQ(read(ends[0], word.data(), word.size()), 4);
  });
  wait_until_all_is_read();
  EXPECT_EQ(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
  char more = 0;
  EXPECT_EQ(read(ends[0], &more, 1), -1) << "something was left to be read";
}

TEST(reader, a_file_is_not_waited_for) {
  const int file = open("/tmp", O_TMPFILE | O_RDWR, 0600);
  if (file < 0) GTEST_SKIP() << "no file without a name here";
  ASSERT_EQ(write(file, "word", 4), 4);
  ASSERT_EQ(lseek(file, 0, SEEK_SET), 0);  // so that FIONREAD is not 0
  const InPlaceOfStderr file_for_a_while(file);
  const auto begin = std::chrono::steady_clock::now();
  wait_until_all_is_read();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 1900ms);
}

// Busy with something else for a while, and then asleep; its child waits as before the end of a job.
int launcher_with_a_rank(std::atomic<bool>& has_passed_it_on) {
  const pid_t rank = fork();
  if (rank == 0) {
    setenv("PRTE_LAUNCHED", "1", 1);
    wait_until_all_is_read();
    _exit(has_passed_it_on ? 0 : 1);
  }
  for (const auto begin = std::chrono::steady_clock::now(); std::chrono::steady_clock::now() - begin < 500ms;) {
  }
  has_passed_it_on = true;
  int status = 0;
  waitpid(rank, &status, 0);
  return status == 0 ? 0 : 1;
}

TEST(reader, a_launcher_that_is_busy_is_waited_for) {
  void* const memory =
      mmap(nullptr, sizeof(std::atomic<bool>), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  auto& has_passed_it_on = *new (memory) std::atomic<bool>(false);
  const pid_t launcher = fork();
  if (launcher == 0) _exit(launcher_with_a_rank(has_passed_it_on));
  int status = 0;
  waitpid(launcher, &status, 0);
  EXPECT_EQ(status, 0) << "the rank did not wait";
  munmap(memory, sizeof(std::atomic<bool>));
}

}  // namespace
}  // namespace squares
