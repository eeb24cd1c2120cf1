#include "system/leftovers.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "support/temporary_folder.hpp"

namespace squares {
namespace {

namespace fs = std::filesystem;

std::string pid_of_a_process_that_has_ended() {
  const pid_t child = fork();
  if (child == 0) _exit(0);
  waitpid(child, nullptr, 0);
  return std::to_string(child);
}

class LeftoversTest : public testing::Test {
 protected:
  std::string session(const std::string& name) {
    fs::create_directories(folder / ("tmp/" + name));
    return folder / ("tmp/" + name);
  }
  std::vector<std::string> found() { return find_leftovers(folder / "shm", folder / "tmp", "some.host"); }

  TemporaryFolder folder;
  std::string dead = pid_of_a_process_that_has_ended(), alive = std::to_string(getpid());
};

TEST_F(LeftoversTest, sessions_of_both_versions_whose_mpirun_has_ended) {
  session("ompi.some.host.0/pid." + alive);
  session("prterun.some.host." + alive + ".0");
  session("prterun.some.host");
  session("prterun.");
  session("others.some.host." + dead + ".0");
  const std::string of_4 = session("ompi.some.host.0/pid." + dead), of_5 = session("prterun.some.host." + dead + ".0");
  EXPECT_EQ(found(), (std::vector{of_4, of_5}));
}

TEST_F(LeftoversTest, sessions_of_other_hosts_say_nothing_of_processes_here) {
  for (const char* host : {"other.host", "some.host.org", "some", "awesome.host"}) {
    session(std::string("ompi.") + host + ".0/pid." + dead);
    session(std::string("prterun.") + host + "." + dead + ".0");
  }
  EXPECT_EQ(found(), std::vector<std::string>());
}

TEST_F(LeftoversTest, segments_of_both_versions_that_no_process_uses) {
  fs::create_directories(folder / "shm");
  const auto segment = [&](const char* name) { return folder / (std::string("shm/") + name); };
  for (const char* name : {"sm_segment.a", "vader_segment.b", "others.c"}) write_file(segment(name), "x");
  {
    const std::ifstream in_use(segment("sm_segment.a"));
    EXPECT_EQ(found(), std::vector{segment("vader_segment.b")});
  }
  EXPECT_EQ(found(), (std::vector{segment("sm_segment.a"), segment("vader_segment.b")}));
}

}  // namespace
}  // namespace squares
