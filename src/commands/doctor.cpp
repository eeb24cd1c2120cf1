#include "commands/doctor.hpp"

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "commands/doctor_checks.hpp"
#include "commands/doctor_folder.hpp"
#include "parallel/introductions.hpp"
#include "parallel/mpi_library.hpp"
#include "report/doctor_report.hpp"
#include "report/json.hpp"
#include "report/streams.hpp"
#include "store/part_file.hpp"
#include "system/launch_line.hpp"
#include "system/reader.hpp"

namespace squares {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

SlurmFacts slurm_here() {
  return {.job = variable("SLURM_JOB_ID"),
          .tasks = variable("SLURM_NTASKS"),
          .tasks_per_node = variable("SLURM_TASKS_PER_NODE"),
          .nodes = variable("SLURM_JOB_NUM_NODES")};
}

// Everything that can be told without files. The master's.
std::vector<HealthCheck> check_launch(const Launch& launch, const DoctorOptions& options,
                                      const std::vector<Introduction>& ranks, const Nodes& nodes,
                                      const std::vector<NodeHealth>& health) {
  const std::vector<std::uint32_t> teams = team_sizes(options.threads, ranks);
  std::vector<HealthCheck> checks;
  checks.push_back(check_launcher(launch, ranks.size(), nodes.size()));
  checks.push_back(check_mpi(ranks));
  checks.push_back(check_hdf5());
  checks.push_back(check_processors(nodes));
  checks.push_back(check_placement(misplacements(ranks, teams, nodes), fitting_launch(launch, ranks, teams, nodes)));
  for (auto& check : check_nodes(health, ranks, teams)) checks.push_back(std::move(check));
  checks.push_back(check_slurm(slurm_here(), ranks.size(), nodes.size()));
  return checks;
}

Exit show(const DoctorResult& result, bool json) {
  return print_result(json ? document(doctor_json(result)) : doctor_text(result), verdict_of(result));
}

}  // namespace

Exit doctor(const World& world, const Launch& launch, const DoctorOptions& options) {
  const std::vector<Introduction> ranks = gather_introductions(world, introduce_rank(launch.first_on_node));
  const std::vector<NodeHealth> health = world.gather(look_at_node(launch.first_on_node));

  DoctorResult result;
  world.on_master([&] {
    const Nodes nodes = nodes_of(ranks);
    result.ranks = ranks.size();
    result.nodes = nodes.size();
    result.checks = check_launch(launch, options, ranks, nodes, health);
  });
  for (auto& check : check_folder(world, ranks, launch.one_node, options)) result.checks.push_back(std::move(check));

  Exit code = Exit::done;
  if (world.is_master()) {
    code = show(result, options.json);
    wait_until_all_is_read();
  }
  world.broadcast(code);
  if (PartFile::any_abandoned()) world.abort(code);
  return code;
}

Exit doctor_without_mpi(const Error& wrong_launch, const DoctorOptions& options) {
  const std::vector<Introduction> ranks{introduce_rank(true)};
  DoctorResult result{.ranks = 1, .nodes = 1, .checks = {broken("launcher", wrong_launch)}};
  result.checks.push_back(check_hdf5());
  const std::vector<std::uint32_t> teams = team_sizes(options.threads, ranks);
  const std::vector<NodeHealth> health{look_at_node(true)};
  for (auto& check : check_nodes(health, ranks, teams)) result.checks.push_back(std::move(check));
  result.checks.push_back(doubtful("parallel write", "not tried, since the ranks do not know of each other",
                                   "ask again once the launcher is right"));
  return show(result, options.json);
}

}  // namespace squares
