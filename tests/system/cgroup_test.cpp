#include "system/cgroup.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "support/temporary_folder.hpp"

namespace squares {
namespace {

class cgroup : public testing::Test {
 protected:
  void put(const std::string& path, const std::string& content) {
    const std::filesystem::path file = folder_ / path.substr(1);
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << content;
  }
  [[nodiscard]] double allowed() const { return processors_allowed_by_cgroup(folder_ / ""); }

  TemporaryFolder folder_;
};

TEST_F(cgroup, no_files_are_no_limit) { EXPECT_EQ(allowed(), 0); }

TEST_F(cgroup, a_limit_of_version_2) {
  put("/proc/self/cgroup", "0::/user/job\n");
  put("/sys/fs/cgroup/user/job/cpu.max", "150000 100000\n");
  EXPECT_DOUBLE_EQ(allowed(), 1.5);
}

TEST_F(cgroup, a_group_that_has_no_room_for_a_process_is_known) {
  put("/proc/self/cgroup", "12:cpu,cpuacct:/x\n3:pids:/user/job\n0::/user/job\n");
  const auto full = [&] { return processes_of_full_cgroup(folder_ / ""); };
  EXPECT_EQ(full(), 0U);
  put("/sys/fs/cgroup/user/job/pids.max", "max\n");
  put("/sys/fs/cgroup/user/job/pids.current", "7\n");
  EXPECT_EQ(full(), 0U);
  put("/sys/fs/cgroup/user/pids.max", "8\n");
  put("/sys/fs/cgroup/user/pids.current", "7\n");
  EXPECT_EQ(full(), 0U);
  put("/sys/fs/cgroup/user/pids.current", "8\n");
  EXPECT_EQ(full(), 8U);
  put("/sys/fs/cgroup/user/pids.current", "7\n");
  put("/sys/fs/cgroup/pids/user/job/pids.max", "5\n");  // version 1
  put("/sys/fs/cgroup/pids/user/job/pids.current", "5\n");
  EXPECT_EQ(full(), 5U);
}

TEST_F(cgroup, of_memory_the_tightest_of_both_versions_counts) {
  const auto bytes = [&] { return memory_allowed_by_cgroup(folder_ / ""); };
  put("/proc/self/cgroup", "3:memory:/job\n0::/user/job\n");
  EXPECT_EQ(bytes(), 0U);
  put("/sys/fs/cgroup/memory/job/memory.limit_in_bytes", "9223372036854771712\n");
  put("/sys/fs/cgroup/user/job/memory.max", "max\n");
  EXPECT_EQ(bytes(), 0U);
  put("/sys/fs/cgroup/user/memory.max", "4294967296\n");
  EXPECT_EQ(bytes(), 4294967296U);
  put("/sys/fs/cgroup/memory/job/memory.limit_in_bytes", "1073741824\n");
  EXPECT_EQ(bytes(), 1073741824U);
}

TEST_F(cgroup, max_is_no_limit) {
  put("/proc/self/cgroup", "0::/job\n");
  put("/sys/fs/cgroup/job/cpu.max", "max 100000\n");
  EXPECT_EQ(allowed(), 0);
}

TEST_F(cgroup, the_tightest_of_a_group_and_all_above_it_counts) {
  put("/proc/self/cgroup", "0::/a/b\n");
  put("/sys/fs/cgroup/cpu.max", "800000 100000\n");
  put("/sys/fs/cgroup/a/cpu.max", "200000 100000\n");
  put("/sys/fs/cgroup/a/b/cpu.max", "400000 100000\n");
  EXPECT_DOUBLE_EQ(allowed(), 2);
}

TEST_F(cgroup, a_limit_of_version_1) {
  put("/proc/self/cgroup", "5:devices:/x\n4:cpu,cpuacct:/job\n0::/\n");
  put("/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "50000\n");
  put("/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us", "100000\n");
  EXPECT_DOUBLE_EQ(allowed(), 0.5);
}

TEST_F(cgroup, a_container_sees_its_own_group_at_the_top) {
  put("/proc/self/cgroup", "1:cpu:/docker/0123\n");
  put("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "300000\n");
  put("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
  EXPECT_DOUBLE_EQ(allowed(), 3);
}

TEST_F(cgroup, minus_one_is_no_limit_and_a_controller_that_only_looks_alike_is_none) {
  put("/proc/self/cgroup", "2:cpuacct:/job\n1:cpu:/\n");
  put("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
  put("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
  put("/sys/fs/cgroup/cpuacct/job/cpu.cfs_quota_us", "50000\n");
  put("/sys/fs/cgroup/cpuacct/job/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(allowed(), 0);
}

}  // namespace
}  // namespace squares
