#include "system/limits.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cerrno>
#include <thread>

#include "system/file.hpp"
#include "system/own_process.hpp"

namespace squares {
namespace {

// Of this process, as long as it lives.
class Lowered {
 public:
  Lowered(decltype(RLIMIT_AS) resource, rlim_t limit) : resource_(resource) {
    ::getrlimit(resource_, &before_);
    const rlimit lower{limit, before_.rlim_max};
    ::setrlimit(resource_, &lower);
  }
  Lowered(const Lowered&) = delete;
  Lowered& operator=(const Lowered&) = delete;
  ~Lowered() { ::setrlimit(resource_, &before_); }

 private:
  decltype(RLIMIT_AS) resource_;
  rlimit before_{};
};

// What is done at the moment that `task` is refused.
template <class Task>
std::string remedy_of(const Task& task) {
  try {
    task();
  } catch (const LimitError& error) {
    return error.remedy;
  } catch (const Error& error) {
    return std::string("no limit: ") + error.what();
  }
  return "not refused";
}

TEST(limits, too_many_open_files_are_never_a_full_disk) {
  const std::string remedy = "raise the limit on open files (ulimit -n), which is 3";
  const Lowered files(RLIMIT_NOFILE, 3);
  EXPECT_EQ(remedy_of([] { Descriptor("/dev/null", O_RDONLY); }), remedy);
  const auto nothing = [] { return Bytes(); };
  EXPECT_EQ(remedy_of([&] { in_own_process("file", nothing, 64); }), remedy);
  try {
    write_text_file("/dev/shm/squares-limits-test", "text", Existing::kept);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code, Exit::cannot_create);
    EXPECT_EQ(error.remedy, remedy);
  }
}

TEST(limits, a_limit_that_another_process_of_ours_meets_is_passed_on) {
  const auto limited = []() -> Bytes { throw LimitError(Exit::io, "cannot open it: no", "file", "raise"); };
  try {
    in_own_process("file", limited, 64);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code, Exit::io);
    EXPECT_EQ(error.remedy, "raise");
  }
}

TEST(limits, what_is_no_limit_is_none) {
  EXPECT_EQ(limit_in_the_way(EIO, Refused::file), "");
  EXPECT_EQ(limit_in_the_way(EACCES, Refused::process), "");
  EXPECT_EQ(limit_in_the_way(EAGAIN, Refused::file), "") << "a lock that others hold";
  errno = EINTR;
  limit_in_the_way(EAGAIN, Refused::process);
  EXPECT_EQ(errno, EINTR);
}

TEST(limits, threads_need_address_space_for_their_stacks) {
  pthread_attr_t before, heavy;
  ::pthread_getattr_default_np(&before);
  ::pthread_attr_init(&heavy);
  ::pthread_attr_setstacksize(&heavy, std::size_t{128} << 40);
  ::pthread_setattr_default_np(&heavy);
  {
    const Lowered space(RLIMIT_AS, rlim_t{64} << 40);  // above what sanitizers take
    EXPECT_EQ(
        limit_in_the_way(EAGAIN, Refused::thread),
        "lower the limit on stacks (ulimit -s): each thread takes 137438953472 KiB of address space, of which this "
        "process may have 68719476736 KiB (ulimit -v)");
    EXPECT_EQ(limit_in_the_way(EAGAIN, Refused::process).find("ulimit -s"), std::string::npos);
  }
  ::pthread_setattr_default_np(&before);
  EXPECT_EQ(limit_in_the_way(EAGAIN, Refused::thread).find("ulimit -s"), std::string::npos);
}

TEST(limits, the_users_limit_counts_all_that_the_user_runs) {
  const std::jthread another([](const std::stop_token& stop) {
    while (!stop.stop_requested()) std::this_thread::yield();
  });
  {
    const Lowered processes(RLIMIT_NPROC, 2);
    EXPECT_EQ(limit_in_the_way(EAGAIN, Refused::process),
              "raise the limit on the user's processes and threads (ulimit -u), which is 2");
  }
  const Lowered processes(RLIMIT_NPROC, 10'000'000);
  EXPECT_EQ(limit_in_the_way(EAGAIN, Refused::process).find("which is"), std::string::npos);
}

TEST(limits, memory_is_memory) {
  EXPECT_EQ(limit_in_the_way(ENOMEM, Refused::memory).find("free some memory"), 0U);
  const Lowered space(RLIMIT_AS, rlim_t{64} << 40);
  EXPECT_EQ(limit_in_the_way(ENOMEM, Refused::process),
            "free some memory, or raise the limit on address space (ulimit -v), which is 68719476736 KiB");
}

}  // namespace
}  // namespace squares
