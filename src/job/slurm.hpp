// The job that Slurm runs, and what can be asked of Slurm.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "system/program.hpp"

namespace squares {

// A task of an array.
struct ArrayTask {
  std::string array;  // the number of its job
  std::uint64_t number = 0, first = 0, last = 0;
};

struct SlurmJob {
  std::string number;  // SLURM_JOB_ID; of each task of an array another one
  std::string name;    // as Slurm is asked of it: "7", or "7_2", since "7" is all of an array
  std::string nodes;   // "node[1-4]"
  std::uint32_t ranks = 1;
  std::uint32_t threads = 1;  // for each rank
  std::uint32_t restarts = 0;
  std::optional<ArrayTask> task = std::nullopt;
  std::string script = {};  // as it was submitted; "" if nobody tells
};

using Variables = std::function<std::optional<std::string>(const std::string& name)>;

// Throws Error(bad_launch) outside a job.
SlurmJob find_slurm_job(const Variables& variable);

// The number of tasks of SLURM_TASKS_PER_NODE, "2(x3),1"; none if it is no such text.
std::optional<std::uint64_t> tasks_in(const std::string& tasks_per_node);

// Options of sbatch for a job on one node that may use the partition, account, time and processors of this one.
std::vector<std::string> options_like_this_job(const Variables& variable, const std::string& time_limit);

// What Slurm says of this very try: it runs; it is being ended, as by a cancellation; another has begun; nothing, since
// Slurm does not answer.
enum class Standing : std::uint8_t { running, ended, another, unknown };
Standing standing_of(const SlurmJob& job);
// Asks Slurm to end this try and start the job again. False where it refuses, or does not answer.
bool requeue(const SlurmJob& job);
// "1:00:00", as sbatch takes it; "" where Slurm does not answer.
std::string time_limit(const SlurmJob& job);
// Returns the number of the new job. Throws Error(bad_launch) with Slurm's reason where it is refused.
std::string submit(const std::vector<std::string>& words,
                   const std::vector<std::pair<std::string, std::string>>& variables);

}  // namespace squares
