#include "claims/child.hpp"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

#include "system/usage.hpp"

namespace squares {
namespace {

bool is_there(pid_t pid) { return ::kill(pid, 0) == 0; }

TEST(child, writes_into_shared_memory_and_not_into_ours) {
  const SharedArray<int> shared(1);
  int own = 0;
  EXPECT_EQ(Child([&] { shared[0] = own = 7; }).wait(), 0);
  EXPECT_EQ(shared[0], 7);
  EXPECT_EQ(own, 0);
}

TEST(child, that_throws_leaves_with_70) {
  EXPECT_EQ(Child([] { throw std::runtime_error("no"); }).wait(), 70);
}

TEST(child, that_is_killed_says_by_what) {
  Child child([] { ::pause(); });
  child.signal(SIGKILL);
  EXPECT_EQ(child.wait(), 128 + SIGKILL);
}

TEST(child, that_goes_on_is_not_waited_for_longer_than_said) {
  Child child([] { ::pause(); });
  EXPECT_EQ(child.wait_for(0.01), std::nullopt);
  child.signal(SIGTERM);
  EXPECT_EQ(child.wait_for(60), 128 + SIGTERM);
}

TEST(child, is_gone_when_its_object_is) {
  pid_t pid = 0;
  {
    const Child child([] { ::pause(); });
    pid = child.pid();
    EXPECT_TRUE(is_there(pid));
  }
  EXPECT_FALSE(is_there(pid));
}

TEST(child, dies_with_the_process_that_made_it) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);  // so that the grandchild can be waited for
  const SharedArray<pid_t> pid(1);
  Child([&] {
    const Child grandchild([] { ::pause(); });
    pid[0] = grandchild.pid();
    ::raise(SIGKILL);
  }).wait();
  int status = 0;
  EXPECT_EQ(::waitpid(pid[0], &status, 0), pid[0]);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
  ::prctl(PR_SET_CHILD_SUBREAPER, 0);
}

void touch(const SharedMemory& memory, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; i += 1024) static_cast<char*>(memory.begin())[i] = 'x';  // no page is smaller
}

TEST(process_memory, grows_by_the_process_s_share_of_what_it_touches) {
  if (proportional_bytes(::getpid()) == 0) GTEST_SKIP() << "/proc does not tell";
  const std::uint64_t before = proportional_bytes(::getpid()), resident_before = resident_bytes(::getpid());
  // While other processes use the same libraries, we are counted a share of them. As such processes begin and end, that
  // changes, by what is resident now at most.
  const std::size_t bytes = 8 * resident_before;
  const auto share = [&] {
    return (static_cast<double>(proportional_bytes(::getpid())) - static_cast<double>(before)) /
           static_cast<double>(bytes);
  };
  const SharedMemory memory(bytes);
  touch(memory, bytes);
  EXPECT_NEAR(share(), 1, 0.25);
  EXPECT_GE(resident_bytes(::getpid()) - resident_before, bytes / 2);

  const SharedArray<bool> touched(1);
  Child other([&] {
    touch(memory, bytes);
    touched[0] = true;
    ::pause();
  });
  while (!touched[0] && !other.wait_for(0.001)) continue;
  ASSERT_TRUE(touched[0]);
  EXPECT_NEAR(share(), 0.5, 0.25);
}

}  // namespace
}  // namespace squares
