#include "system/introduction.hpp"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>

#include "system/cpu_set.hpp"

namespace {

bool has_many_processors = false;

}  // namespace

// Stands in front of the library's own. The kernel refuses a mask that has no room for all of its processors.
extern "C" int sched_getaffinity(pid_t pid, std::size_t size, cpu_set_t* mask) noexcept {
  if (has_many_processors && size <= sizeof(cpu_set_t)) {
    errno = EINVAL;
    return -1;
  }
  std::memset(mask, 0, size);
  return syscall(SYS_sched_getaffinity, pid, size, mask) < 0 ? -1 : 0;
}

namespace squares {
namespace {

// On a thread's affinity mask, which is put back.
class Mask {
 public:
  Mask() { sched_getaffinity(0, sizeof mask_, &mask_); }
  Mask(const Mask&) = delete;
  Mask& operator=(const Mask&) = delete;
  ~Mask() { sched_setaffinity(0, sizeof mask_, &mask_); }
  [[nodiscard]] int count() const { return CPU_COUNT(&mask_); }
  [[nodiscard]] std::size_t first() const {
    std::size_t cpu = 0;
    while (!CPU_ISSET(cpu, &mask_)) ++cpu;
    return cpu;
  }

 private:
  cpu_set_t mask_{};
};

TEST(introduction, a_node_is_known_by_the_server_that_the_launcher_has_there) {
  for (const char* variable :
       {"PMIX_SERVER_URI2", "PMIX_SERVER_URI21", "PMIX_SERVER_URI3", "PMIX_SERVER_URI4", "PMIX_SERVER_URI41"})
    ::unsetenv(variable);
  EXPECT_EQ(number_of_node(), 0U);
  ::setenv("PMIX_SERVER_URI2", "7.1;tcp4://127.0.0.1:1", 1);
  ::setenv("PMIX_SERVER_URI3", "7.1;tcp4://127.0.0.1:1", 1);
  const std::uint64_t one = number_of_node();
  EXPECT_EQ(introduce(false).node, one);
  ::unsetenv("PMIX_SERVER_URI2");
  ::setenv("PMIX_SERVER_URI2", "7.1;tcp4://127.0.0.1:1", 1);  // it is the last now
  EXPECT_EQ(number_of_node(), one);
  ::setenv("PMIX_SERVER_URI2", "7.2;tcp4://127.0.0.1:1", 1);
  EXPECT_NE(number_of_node(), one);
  ::unsetenv("PMIX_SERVER_URI2");
  ::unsetenv("PMIX_SERVER_URI3");
}

TEST(introduction, a_process_introduces_itself_with_the_processors_of_its_mask) {
  const Mask mask;
  const Introduction free = introduce(false);
  EXPECT_EQ(free.processors, static_cast<std::uint32_t>(mask.count()));
  EXPECT_EQ(free.pid, static_cast<std::uint64_t>(getpid()));
  EXPECT_FALSE(free.host.str().empty());

  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(mask.first(), &one);
  ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
  const Introduction bound = introduce(false);
  EXPECT_EQ(bound.processors, 1U);
  EXPECT_EQ(bound.cpus, std::to_string(mask.first()));
}

TEST(introduction, a_mask_of_more_than_1024_processors_is_read) {
  const std::uint32_t processors = CpuSet::of_this_process().count();
  has_many_processors = true;
  EXPECT_EQ(CpuSet::of_this_process().count(), processors);
  has_many_processors = false;
}

TEST(introduction, the_node_is_described_when_asked_for) {
  EXPECT_TRUE(introduce(false).numa.empty());
  const Introduction self = introduce(true);
  EXPECT_GE(self.cores, 1U);
  CpuSet all;
  std::string numa = self.numa;
  for (char& letter : numa) letter = letter == ';' ? ',' : letter;
  all |= CpuSet(numa);
  EXPECT_TRUE(all.intersects(CpuSet::of_this_process())) << numa;
}

TEST(introduction, numa_nodes_are_listed_one_by_one) {
  setenv("HWLOC_SYNTHETIC", "numa:2 core:2 pu:2", 1);
  const Introduction self = introduce(true);
  unsetenv("HWLOC_SYNTHETIC");
  EXPECT_EQ(self.numa, "0-3;4-7");
  EXPECT_EQ(self.cores, 4U);
}

// As on machines whose processors are numbered socket by socket in turns.
TEST(introduction, a_list_of_numa_nodes_is_whole_however_long) {
  setenv("HWLOC_SYNTHETIC", "numa:2 core:200 pu:1(indexes=numa:core)", 1);
  const Introduction self = introduce(true);
  unsetenv("HWLOC_SYNTHETIC");
  EXPECT_EQ(self.cores, 400U);
  EXPECT_TRUE(self.numa.starts_with("0,2,4,")) << self.numa;
  EXPECT_TRUE(self.numa.ends_with(",397,399")) << self.numa;
  EXPECT_EQ(std::count(self.numa.begin(), self.numa.end(), ','), 398);
}

}  // namespace
}  // namespace squares
