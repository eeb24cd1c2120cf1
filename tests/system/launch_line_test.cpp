#include "system/launch_line.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace squares {
namespace {

using Words = std::vector<std::string>;

const FittingLayout two_by_three{.nodes = 2, .ranks_per_node = 2, .threads = 3};

TypedLaunch typed(Launcher launcher, Words command) { return {.launcher = launcher, .command = std::move(command)}; }

TEST(launch_line, mpirun_is_told_ranks_cores_and_threads) {
  EXPECT_EQ(launch_line(typed(Launcher::mpirun, {"./squares", "--last", "1e9"}), two_by_three, {}),
            "mpirun -np 4 --map-by ppr:2:node:PE=3 --bind-to core ./squares --last 1e9 --threads 3");
}

TEST(launch_line, mpirun_keeps_what_is_not_about_layout) {
  TypedLaunch launch = typed(Launcher::mpirun, {"squares"});
  launch.launcher_options = {"--hostfile", "my hosts"};
  EXPECT_EQ(launch_line(launch, {}, {}),
            "mpirun --hostfile 'my hosts' -np 1 --map-by ppr:1:node:PE=1 --bind-to core squares --threads 1");
}

TEST(launch_line, threads_that_were_typed_are_replaced) {
  for (const Words& command :
       {Words{"squares", "--threads", "8", "--quiet"}, Words{"squares", "--threads=8", "--quiet"}}) {
    EXPECT_EQ(launch_line(typed(Launcher::none, command), {.threads = 2}, {}), "squares --quiet --threads 2");
  }
}

TEST(launch_line, teams_on_numa_nodes_and_on_hardware_threads) {
  const std::string line = launch_line(
      typed(Launcher::mpirun, {"squares"}),
      {.nodes = 1, .ranks_per_node = 4, .threads = 3, .ranks_per_numa_node = 2, .needs_hardware_threads = true}, {});
  EXPECT_EQ(line, "mpirun -np 4 --map-by ppr:2:numa:PE=3 --use-hwthread-cpus --bind-to hwthread squares --threads 3");
}

TEST(launch_line, srun_is_told_in_its_own_words) {
  EXPECT_EQ(launch_line(typed(Launcher::srun, {"squares"}), two_by_three, {}),
            "srun --mpi=pmix --nodes=2 --ntasks=4 --ntasks-per-node=2 --cpus-per-task=3 --cpu-bind=cores squares "
            "--threads 3");
}

TEST(launch_line, a_job_is_submitted_anew_and_its_script_counts_the_threads) {
  TypedLaunch launch = typed(Launcher::sbatch, {"squares", "run", "--threads", "1", "--resume"});
  launch.submitted = "jobs/run.sbatch --last 1e9 --threads 8";
  EXPECT_EQ(launch_line(launch, two_by_three, {}),
            "sbatch --nodes=2 --ntasks-per-node=2 --cpus-per-task=3 jobs/run.sbatch --last 1e9");
}

TEST(launch_line, without_a_launcher_a_mask_is_widened_and_several_teams_need_mpirun) {
  EXPECT_EQ(launch_line(typed(Launcher::none, {"squares"}), {.threads = 2}, CpuSet("0-1")),
            "taskset -c 0-1 squares --threads 2");
  EXPECT_EQ(launch_line(typed(Launcher::none, {"squares"}), {.ranks_per_node = 2}, {}),
            "mpirun -np 2 --map-by ppr:2:node:PE=1 --bind-to core squares --threads 1");
}

}  // namespace
}  // namespace squares
