#include "system/launcher_words.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "system/shell_words.hpp"

namespace squares {
namespace {

using Words = std::vector<std::string>;

TEST(launcher_words, each_launcher_is_told_of_nodes_ranks_and_threads) {
  const RankLayout layout{.nodes = 2, .ranks = 4, .ranks_per_node = 2, .threads = 3};
  EXPECT_EQ(joined(mpirun_options(layout)), "-np 4 --map-by ppr:2:node:PE=3 --bind-to core");
  EXPECT_EQ(joined(srun_options(layout)),
            "--mpi=pmix --nodes=2 --ntasks=4 --ntasks-per-node=2 --cpus-per-task=3 --cpu-bind=cores");
  EXPECT_EQ(joined(sbatch_options(layout)), "--nodes=2 --ntasks-per-node=2 --cpus-per-task=3");
}

TEST(launcher_words, threads_that_take_turns_are_not_bound_and_the_slots_may_be_oversubscribed) {
  const RankLayout layout{.ranks = 4, .ranks_per_node = 4, .threads = 8, .takes_turns = true};
  EXPECT_EQ(joined(mpirun_options(layout)), "-np 4 --map-by ppr:4:node:OVERSUBSCRIBE --bind-to none");
  EXPECT_EQ(joined(srun_options(layout)), "--mpi=pmix --nodes=1 --ntasks=4 --cpus-per-task=1 --cpu-bind=none");
  EXPECT_EQ(joined(sbatch_options(layout)), "--nodes=1 --ntasks-per-node=4 --cpus-per-task=1");
}

TEST(launcher_words, teams_on_numa_nodes_and_on_hardware_threads) {
  EXPECT_EQ(
      joined(mpirun_options(
          {.ranks = 4, .ranks_per_node = 4, .ranks_per_numa_node = 2, .threads = 3, .needs_hardware_threads = true})),
      "-np 4 --map-by ppr:2:numa:PE=3 --use-hwthread-cpus --bind-to hwthread");
}

TEST(launcher_words, of_mpirun_only_options_that_do_not_lay_out_ranks_are_kept) {
  EXPECT_EQ(kept_mpirun_options({"/usr/bin/mpirun", "-q", "-np", "4", "--mca", "a", "b", "--bind-to", "none", "-x",
                                 "FOO", "--oversubscribe", "--hostfile", "hosts", "taskset", "-c", "0", "squares"}),
            (Words{"-q", "--mca", "a", "b", "-x", "FOO", "--hostfile", "hosts"}));
  EXPECT_EQ(kept_mpirun_options(
                {"mpirun", "--output-filename", "out", "--report-pid", "-", "--gmca", "a", "b", "-H", "n1", "squares"}),
            (Words{"--output-filename", "out", "--gmca", "a", "b", "-H", "n1"}));
  EXPECT_EQ(kept_mpirun_options({"prterun", "--display", "map", "--prtemca", "a", "b", "-n", "2", "--output", "tag",
                                 "--runtime-options", "x", "squares", "-H"}),
            (Words{"--prtemca", "a", "b", "--output", "tag"}));
  EXPECT_EQ(kept_mpirun_options({"orted", "-mca", "ess", "env"}), Words{});
  EXPECT_EQ(kept_mpirun_options({"mpirun", "-np"}), Words{});
  EXPECT_EQ(kept_mpirun_options({}), Words{});
}

}  // namespace
}  // namespace squares
