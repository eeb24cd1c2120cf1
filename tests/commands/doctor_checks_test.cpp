#include "commands/doctor_checks.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <vector>

#include "report/doctor_report.hpp"

namespace squares {
namespace {

const std::vector<Introduction> two_ranks{
    {.host = std::string("a"), .processors = 2, .mpi = std::string("Open MPI v4.1.4")},
    {.host = std::string("a"), .processors = 2, .mpi = std::string("Open MPI v4.1.4")}};
const std::vector<std::uint32_t> teams{1, 1};

NodeHealth calm_node() {
  return {.host = std::string("a"), .measured = 1, .shared_memory_bytes = std::uint64_t{1} << 30};
}

HealthCheck found(const NodeHealth& node, const std::string& name) {
  for (const HealthCheck& check : check_nodes(std::vector{node}, two_ranks, teams)) {
    if (check.name == name) return check;
  }
  return {};
}

TEST(doctor_checks, a_calm_node_is_ok) {
  const auto checks = check_nodes(std::vector{calm_node()}, two_ranks, teams);
  EXPECT_EQ(checks.size(), 6U);
  for (const HealthCheck& check : checks) EXPECT_EQ(check.health, Health::ok) << check.what;
}

TEST(doctor_checks, each_trouble_of_a_node_is_told) {
  NodeHealth node = calm_node();
  node.cgroup_processors = 1.5;
  EXPECT_EQ(found(node, "CPU limit").health, Health::warning);
  node.cgroup_processors = 2;
  EXPECT_EQ(found(node, "CPU limit").health, Health::ok) << "two threads may use two processors";
  node = calm_node();
  node.busy_processors = 1.2;
  EXPECT_EQ(found(node, "load").health, Health::warning);
  node = calm_node();
  node.stolen_share = 0.1;
  EXPECT_EQ(found(node, "steal").health, Health::warning);
  node = calm_node();
  node.shared_memory_bytes = 1 << 20;
  EXPECT_EQ(found(node, "shared memory").health, Health::warning);
  node = calm_node();
  node.leftovers = 3;
  node.leftover_names = std::string("/dev/shm/x");
  EXPECT_EQ(found(node, "leftovers").health, Health::warning);
  EXPECT_EQ(found(node, "leftovers").remedy, "rm -r /dev/shm/x");
  node = calm_node();
  node.localhost_s = 5;
  EXPECT_EQ(found(node, "localhost").health, Health::warning);
}

TEST(doctor_checks, what_cannot_be_used_is_not_ok_however_much_is_free) {
  NodeHealth node = calm_node();
  node.shared_memory_error = EROFS;
  EXPECT_EQ(found(node, "shared memory").health, Health::warning);
  EXPECT_NE(found(node, "shared memory").what.find("Read-only file system"), std::string::npos);
  node = calm_node();
  node.localhost_error = ENETUNREACH;
  EXPECT_EQ(found(node, "localhost").health, Health::warning);
  EXPECT_NE(found(node, "localhost").remedy.find("ip link set lo up"), std::string::npos);
}

TEST(doctor_checks, what_a_node_of_two_with_one_host_name_gives_is_for_its_own_ranks) {
  std::vector<Introduction> ranks = two_ranks;
  ranks[1].node = 1;
  NodeHealth node = calm_node();
  node.cgroup_processors = 1;
  EXPECT_EQ(check_nodes(std::vector{node}, two_ranks, teams).front().health, Health::warning);
  EXPECT_EQ(check_nodes(std::vector{node}, ranks, teams).front().health, Health::ok);
}

TEST(doctor_checks, what_a_node_gives_is_compared_with_all_that_its_ranks_need) {
  NodeHealth node = calm_node();
  node.cgroup_processors = 5;  // two ranks of three threads
  const auto limit = check_nodes(std::vector{node}, two_ranks, std::vector<std::uint32_t>{3, 3}).front();
  EXPECT_EQ(limit.name, "CPU limit");
  EXPECT_EQ(limit.health, Health::warning);
  node = calm_node();
  node.shared_memory_bytes = 12 << 20;  // enough for one of them
  EXPECT_EQ(found(node, "shared memory").health, Health::warning);
  node.shared_memory_bytes = 16 << 20;
  EXPECT_EQ(found(node, "shared memory").health, Health::ok);
}

TEST(doctor_checks, of_several_nodes_the_worst_is_told) {
  NodeHealth bad = calm_node();
  bad.host = std::string("b");
  bad.stolen_share = 0.3;
  for (const auto& order : {std::vector{calm_node(), bad}, std::vector{bad, calm_node()}}) {
    const auto checks = check_nodes(order, two_ranks, teams);
    EXPECT_EQ(checks.size(), 6U);
    EXPECT_EQ(checks[2].health, Health::warning);
    EXPECT_NE(checks[2].what.find(" of b"), std::string::npos) << checks[2].what;
  }
}

TEST(doctor_checks, ranks_of_other_mpi_versions_are_broken) {
  EXPECT_EQ(check_mpi(two_ranks).health, Health::ok);
  std::vector<Introduction> mixed = two_ranks;
  mixed[1].mpi = std::string("Open MPI v5.0.0");
  EXPECT_EQ(check_mpi(mixed).health, Health::broken);
  EXPECT_EQ(check_mpi(mixed).exit, Exit::bad_launch);
}

TEST(doctor_checks, a_slurm_job_is_compared_with_the_launch) {
  EXPECT_EQ(check_slurm({}, 4, 1).what, "no job");
  EXPECT_EQ(check_slurm({"7", "4", "", "2"}, 4, 2).health, Health::ok);
  EXPECT_EQ(check_slurm({"7", "8", "", "2"}, 4, 2).health, Health::warning);
  EXPECT_EQ(check_slurm({"7", "4", "", "4"}, 4, 2).health, Health::warning);
}

TEST(doctor_checks, tasks_that_were_asked_for_by_the_node_are_counted_on_all) {
  EXPECT_EQ(check_slurm({"7", "2", "2(x2)", "2"}, 4, 2).health, Health::ok) << "salloc -N2 --ntasks-per-node=2";
  EXPECT_EQ(check_slurm({"7", "", "4(x2),3", "3"}, 11, 3).health, Health::ok);
  EXPECT_EQ(check_slurm({"7", "", "4(x2),3", "3"}, 8, 3).health, Health::warning);
  EXPECT_EQ(check_slurm({"7", "4", "nonsense", "2"}, 4, 2).health, Health::ok);
  EXPECT_NE(check_slurm({"7", "2", "2(x2)", "2"}, 3, 2).what.find("4 tasks"), std::string::npos);
}

TEST(doctor_report, the_first_that_is_broken_gives_the_verdict) {
  DoctorResult result{.checks = {healthy("a", "fine"), doubtful("b", "well", "do")}};
  EXPECT_EQ(verdict_of(result), Exit::done);
  result.checks.push_back(broken("c", Error(Exit::cannot_create, "full", "/x", "free")));
  result.checks.push_back(broken("d", Error(Exit::io, "gone", "", "look")));
  EXPECT_EQ(verdict_of(result), Exit::cannot_create);
  EXPECT_EQ(doctor_json(result)["verdict"]["broken"], 2);
  EXPECT_NE(doctor_text(result).find("1 ok, 1 warning, 2 broken"), std::string::npos);
  EXPECT_NE(doctor_text(result).find("broken   c              full (/x)\n                remedy: free\n"),
            std::string::npos)
      << doctor_text(result);
}

}  // namespace
}  // namespace squares
