#include "system/reader.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <chrono>
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

}  // namespace
}  // namespace squares
