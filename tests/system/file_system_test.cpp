#include "system/file_system.hpp"

#include <gtest/gtest.h>

namespace squares {
namespace {

std::string advice(const char* type, const char* path) {
  FolderFacts folder;
  folder.path = path;
  folder.type = type;
  return striping_advice(folder);
}

TEST(file_system, how_files_are_spread_over_servers_is_told_with_a_command_that_can_be_pasted) {
  EXPECT_NE(advice("lustre", "/scratch/my data").find("lfs setstripe -c -1 -S 16M '/scratch/my data'"),
            std::string::npos);
  EXPECT_NE(advice("beegfs", "/data").find("beegfs-ctl --setpattern --numtargets=8 --chunksize=1m /data"),
            std::string::npos);
  EXPECT_NE(advice("gpfs", "/gpfs").find("stat -f -c %S /gpfs"), std::string::npos);
}

TEST(file_system, elsewhere_nothing_is_told) {
  for (const char* type : {"ext4", "tmpfs", "nfs4", "", "lustre2"}) EXPECT_EQ(advice(type, "/tmp"), "");
}

}  // namespace
}  // namespace squares
