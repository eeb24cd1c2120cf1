#include "system/launch.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "core/error.hpp"
#include "support/temporary_folder.hpp"

namespace squares {
namespace {

using Variables = std::map<std::string, std::string>;

// The variables that launchers set, all unset but those given; put back at the end.
class Environment {
 public:
  explicit Environment(const Variables& variables = {}) {
    for (const char* name : {"OMPI_COMM_WORLD_SIZE",
                             "OMPI_COMM_WORLD_RANK",
                             "OMPI_COMM_WORLD_LOCAL_SIZE",
                             "OMPI_COMM_WORLD_LOCAL_RANK",
                             "PMIX_RANK",
                             "PMI_SIZE",
                             "PMI_RANK",
                             "SLURM_STEP_NUM_TASKS",
                             "SLURM_NTASKS",
                             "SLURM_PROCID",
                             "SLURM_LOCALID",
                             "SQUARES_SUBMITTED",
                             "OMPI_MCA_pml",
                             "OMPI_MCA_btl",
                             "OMPI_MCA_sharedfp",
                             "OMPI_MCA_ess_singleton_isolated",
                             "HWLOC_PLUGINS_PATH",
                             "HWLOC_COMPONENTS",
                             "OMPI_MCA_mca_base_param_files",
                             "OPAL_SYSCONFDIR",
                             "HOME"}) {
      before_[name] = value_of(name);
      ::unsetenv(name);
    }
    for (const auto& [name, value] : variables) ::setenv(name.c_str(), value.c_str(), 1);
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment() {
    for (const auto& [name, value] : before_) {
      if (value)
        ::setenv(name.c_str(), value->c_str(), 1);
      else
        ::unsetenv(name.c_str());
    }
  }
  static std::optional<std::string> value_of(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  }

 private:
  std::map<std::string, std::optional<std::string>> before_;
};

TEST(launch, without_a_launcher_there_is_one_process) {
  const Environment environment;
  EXPECT_FALSE(find_launch().launched());
  EXPECT_EQ(find_launch().rank, 0U);
  EXPECT_TRUE(find_launch().one_node);
}

TEST(launch, mpirun_says_rank_and_whether_there_is_one_node) {
  {
    const Environment environment(
        Variables{{"OMPI_COMM_WORLD_SIZE", "4"}, {"OMPI_COMM_WORLD_RANK", "2"}, {"OMPI_COMM_WORLD_LOCAL_SIZE", "4"}});
    EXPECT_TRUE(find_launch().launched());
    EXPECT_EQ(find_launch().rank, 2U);
    EXPECT_TRUE(find_launch().one_node);
  }
  const Environment environment(
      Variables{{"OMPI_COMM_WORLD_SIZE", "4"}, {"OMPI_COMM_WORLD_RANK", "0"}, {"OMPI_COMM_WORLD_LOCAL_SIZE", "2"}});
  EXPECT_TRUE(find_launch().launched());
  EXPECT_FALSE(find_launch().one_node);
}

TEST(launch, pmix_says_the_rank) {
  const Environment environment(Variables{{"PMIX_RANK", "3"}, {"SLURM_STEP_NUM_TASKS", "4"}});
  EXPECT_TRUE(find_launch().launched());
  EXPECT_EQ(find_launch().rank, 3U);
}

TEST(launch, a_script_that_was_submitted_is_known_by_what_it_tells) {
  const Environment environment(Variables{{"OMPI_COMM_WORLD_SIZE", "4"}, {"SQUARES_SUBMITTED", "run.sbatch"}});
  EXPECT_EQ(find_launch().launcher, Launcher::sbatch);
}

TEST(launch, one_rank_of_each_node_is_its_first) {
  for (const char* local : {"0", "1"}) {
    const bool is_first = local == std::string("0");
    const Environment of_mpirun(Variables{{"OMPI_COMM_WORLD_SIZE", "4"}, {"OMPI_COMM_WORLD_LOCAL_RANK", local}});
    EXPECT_EQ(find_launch().first_on_node, is_first);
    const Environment of_srun(Variables{{"PMIX_RANK", "3"}, {"SLURM_LOCALID", local}});
    EXPECT_EQ(find_launch().first_on_node, is_first);
  }
}

TEST(launch, what_variables_say_alone_makes_nobody_leave_anything_to_rank_0) {
  for (const char* variable : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID"}) {
    const Environment environment(Variables{{variable, "3"}});
    EXPECT_FALSE(leaves_results_to_rank_0()) << variable;
    EXPECT_FALSE(leaves_errors_to_rank_0()) << variable;
  }
}

TEST(launch, processes_that_do_not_know_of_each_other_may_each_act_alone) {
  const Environment environment(Variables{{"SLURM_STEP_NUM_TASKS", "4"}});
  EXPECT_FALSE(find_launch_or_none().launched());
  EXPECT_EQ(find_launch_or_none().rank, 0U);
}

TEST(launch, several_processes_that_do_not_know_of_each_other_are_refused) {
  for (const char* variable : {"PMI_SIZE", "SLURM_STEP_NUM_TASKS"}) {
    const Environment environment(Variables{{variable, "4"}, {"PMI_RANK", "1"}});
    try {
      find_launch();
      ADD_FAILURE() << variable;
    } catch (const Error& error) {
      EXPECT_EQ(error.code, Exit::bad_launch);
      EXPECT_NE(error.where.find(variable), std::string::npos) << error.where;
      EXPECT_NE(error.remedy.find("--mpi=pmix"), std::string::npos) << error.remedy;
    }
  }
}

TEST(launch, one_process_of_a_foreign_launcher_is_fine) {
  for (const char* variable : {"PMI_SIZE", "SLURM_STEP_NUM_TASKS"}) {
    const Environment environment(Variables{{variable, "1"}});
    EXPECT_FALSE(find_launch().launched());
  }
}

TEST(launch, the_tasks_of_an_allocation_are_not_those_of_this_program) {
  const Environment environment(Variables{{"SLURM_NTASKS", "16"}});
  EXPECT_FALSE(find_launch().launched());
}

TEST(launch, networks_are_skipped_where_they_cannot_be_of_use) {
  {
    const Environment environment;
    spare_unused_parts({.launcher = Launcher::none, .one_node = true});
    EXPECT_EQ(Environment::value_of("OMPI_MCA_btl"), "self");
    EXPECT_EQ(Environment::value_of("OMPI_MCA_ess_singleton_isolated"), "1");
  }
  {
    const Environment environment;
    spare_unused_parts({.launcher = Launcher::mpirun, .one_node = true});
    EXPECT_EQ(Environment::value_of("OMPI_MCA_btl"), "self,vader");
    EXPECT_EQ(Environment::value_of("OMPI_MCA_ess_singleton_isolated"), std::nullopt);
  }
  const Environment environment;
  spare_unused_parts({.launcher = Launcher::mpirun, .one_node = false});
  EXPECT_EQ(Environment::value_of("OMPI_MCA_btl"), std::nullopt);
  EXPECT_EQ(Environment::value_of("OMPI_MCA_pml"), std::nullopt);
}

TEST(launch, devices_are_not_looked_for_unless_they_may_be_needed_or_the_user_says_so) {
  for (const bool one_node : {true, false}) {
    const Environment environment;
    spare_unused_parts({.launcher = Launcher::mpirun, .one_node = one_node});
    EXPECT_TRUE(Environment::value_of("HWLOC_PLUGINS_PATH"));
    EXPECT_EQ(Environment::value_of("HWLOC_COMPONENTS").has_value(), one_node) << "other nodes are reached by devices";
  }
  const Environment environment(Variables{{"HWLOC_PLUGINS_PATH", "/mine"}, {"HWLOC_COMPONENTS", "mine"}});
  spare_unused_parts({.launcher = Launcher::none, .one_node = true});
  EXPECT_EQ(Environment::value_of("HWLOC_PLUGINS_PATH"), "/mine");
  EXPECT_EQ(Environment::value_of("HWLOC_COMPONENTS"), "mine");
}

TEST(launch, what_the_user_has_set_about_networks_is_left_alone) {
  for (const char* variable : {"OMPI_MCA_pml", "OMPI_MCA_btl"}) {
    for (const Launcher launcher : {Launcher::none, Launcher::mpirun}) {
      const Environment environment(Variables{{variable, "mine"}});
      spare_unused_parts({.launcher = launcher, .one_node = true});
      EXPECT_EQ(Environment::value_of(variable), "mine");
      EXPECT_EQ(Environment::value_of(variable == std::string("OMPI_MCA_pml") ? "OMPI_MCA_btl" : "OMPI_MCA_pml"),
                std::nullopt);
    }
  }
}

// What is set after that is set for everybody: files are not looked at by Open MPI where a variable is set.
bool is_overridden(const std::string& parameter, const Variables& variables) {
  const Environment environment(variables);
  spare_unused_parts({.launcher = Launcher::none, .one_node = true});
  return Environment::value_of("OMPI_MCA_" + parameter).has_value();
}

TEST(launch, what_the_user_has_set_in_a_file_of_open_mpi_is_left_alone) {
  const TemporaryFolder folder;
  const auto put = [&](const std::string& path, const std::string& text) {
    std::filesystem::create_directories(std::filesystem::path(folder / path).parent_path());
    write_file(folder / path, text);
    return folder / path;
  };
  const std::string home = folder / "home";
  for (const char* line : {"btl = ^vader", "  btl=tcp,self\n", "# mine\npml = cm\n", "-mca btl tcp\n"}) {
    const Variables in_home{{"HOME", home}};
    put("home/.openmpi/mca-params.conf", line);
    EXPECT_FALSE(is_overridden("btl", in_home)) << line;
    EXPECT_FALSE(is_overridden("pml", in_home)) << line;
    put("home/.openmpi/mca-params.conf", "");
    EXPECT_TRUE(is_overridden("btl", in_home)) << "as long as the system's file says nothing against it";
    const std::string other = put("other.conf", line);
    EXPECT_FALSE(is_overridden("btl", {{"OMPI_MCA_mca_base_param_files", "/nowhere," + other}})) << line;
  }
  for (const char* line : {"# btl = tcp\n", "btl_tcp_if_include = eth0\n", "btls = x\n", "btl = ^openib,uct\n"}) {
    put("home/.openmpi/mca-params.conf", line);
    EXPECT_TRUE(is_overridden("btl", {{"HOME", home}})) << line;
  }
  put("home/.openmpi/mca-params.conf", "btl = tcp\n");
  EXPECT_FALSE(is_overridden("btl", {{"HOME", home}}));
  EXPECT_TRUE(is_overridden("btl", {{"HOME", home}, {"OMPI_MCA_mca_base_param_files", "/nowhere"}}))
      << "the variable names other files instead";
  put("home/.openmpi/mca-params.conf", "");
  put("system/openmpi-mca-params.conf", "btl = tcp,self\n");
  EXPECT_FALSE(is_overridden("btl", {{"HOME", home}, {"OPAL_SYSCONFDIR", folder / "system"}}));
}

}  // namespace
}  // namespace squares
