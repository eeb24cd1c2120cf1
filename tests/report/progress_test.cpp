#include "report/progress.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <thread>

namespace squares {
namespace {

// Standard error goes elsewhere as long as this lives.
class ErrorsTo {
 public:
  explicit ErrorsTo(const char* path) {
    const int other = ::open(path, O_WRONLY);
    ::dup2(other, STDERR_FILENO);
    ::close(other);
  }
  ErrorsTo(const ErrorsTo&) = delete;
  ErrorsTo& operator=(const ErrorsTo&) = delete;
  ~ErrorsTo() {
    ::dup2(before_, STDERR_FILENO);
    ::close(before_);
  }

 private:
  int before_ = ::dup(STDERR_FILENO);
};

TEST(progress, a_log_that_is_full_is_no_reason_to_stop) {
  const ErrorsTo full("/dev/full");
  for (const bool terminal : {false, true}) {
    ProgressLine line(ProgressMode::always, terminal, "store", 100, 8);
    EXPECT_NO_THROW(line.show(50));
  }
}

std::string shown(ProgressLine& line) {
  testing::internal::CaptureStderr();
  line.show(50);
  return testing::internal::GetCapturedStderr();
}

TEST(progress, is_shown_on_long_work_always_or_never) {
  ProgressLine always(ProgressMode::always, true, "store", 100, 8);
  ProgressLine on_long_work(ProgressMode::automatic, true, "store", 100, 8);
  ProgressLine never(ProgressMode::never, true, "store", 100, 8);
  EXPECT_NE(shown(always), "");
  std::this_thread::sleep_for(std::chrono::milliseconds(1010));  // from then on work is long
  EXPECT_NE(shown(on_long_work), "");
  EXPECT_EQ(shown(never), "");
}

TEST(progress, nothing_to_do_is_done) {
  testing::internal::CaptureStderr();
  ProgressLine(ProgressMode::always, false, "store", 0, 8).show(0);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("100 %"), std::string::npos);
}

}  // namespace
}  // namespace squares
