#include "job/slurm.hpp"

#include <map>
#include <sstream>

#include "core/error.hpp"
#include "core/parse.hpp"
#include "system/allocation.hpp"

namespace squares {
namespace {

constexpr double patience_s = 60;  // Slurm's own programs give up sooner

// SIGTERM reaches the processes of a cancelled job in any order: Slurm's programs are to answer all the same.
ProgramEnd ask(std::vector<std::string> words) {
  return run_program({.words = std::move(words), .ignores_sigterm = true}, patience_s);
}

// Of squeue's columns of these names, one word each; none where it does not answer.
std::vector<std::string> columns(const SlurmJob& job, const std::string& names) {
  const ProgramEnd end = ask({"squeue", "--noheader", "--states=all", "--job=" + job.name, "--Format=" + names});
  std::vector<std::string> words;
  std::istringstream line(end.code == 0 ? end.output : "");
  for (std::string word; line >> word;) words.push_back(word);
  return words;
}

std::uint64_t number_or(const std::optional<std::string>& text, std::uint64_t otherwise) {
  return text && is_number(*text) ? parse_integer(*text, "") : otherwise;
}

std::optional<ArrayTask> array_task(const Variables& variable) {
  const auto number = variable("SLURM_ARRAY_TASK_ID");
  if (!number || number->empty()) return std::nullopt;
  const std::uint64_t own = number_or(number, 0);
  return ArrayTask{variable("SLURM_ARRAY_JOB_ID").value_or(""), own, number_or(variable("SLURM_ARRAY_TASK_MIN"), own),
                   number_or(variable("SLURM_ARRAY_TASK_MAX"), own)};
}

}  // namespace

std::optional<std::uint64_t> tasks_in(const std::string& tasks_per_node) {
  std::uint64_t tasks = 0;
  for (const auto& [number, nodes] : per_node(tasks_per_node)) tasks += std::uint64_t{number} * nodes;
  return tasks > 0 ? std::optional(tasks) : std::nullopt;
}

SlurmJob find_slurm_job(const Variables& variable) {
  const auto number = variable("SLURM_JOB_ID");
  if (!number || !is_number(*number)) {
    throw Error(
        Exit::bad_launch, "this is no job of Slurm", "the environment, SLURM_JOB_ID",
        "submit a script that ends with squares job (sbatch jobs/run.sbatch), or start the run itself: squares run");
  }
  SlurmJob job{.number = *number, .name = *number, .nodes = variable("SLURM_JOB_NODELIST").value_or("this node")};
  job.task = array_task(variable);
  if (job.task) job.name = job.task->array + "_" + std::to_string(job.task->number);
  const std::uint64_t by_node = tasks_in(variable("SLURM_TASKS_PER_NODE").value_or("")).value_or(1);
  job.ranks = static_cast<std::uint32_t>(number_or(variable("SLURM_NTASKS"), by_node));
  job.threads = static_cast<std::uint32_t>(number_or(variable("SLURM_CPUS_PER_TASK"), 1));
  job.restarts = static_cast<std::uint32_t>(number_or(variable("SLURM_RESTART_COUNT"), 0));
  job.script = variable("SQUARES_SCRIPT").value_or("");
  return job;
}

std::vector<std::string> options_like_this_job(const Variables& variable, const std::string& time_limit) {
  std::vector<std::string> options;
  const std::map<std::string, std::string> inherited{{"SLURM_JOB_PARTITION", "--partition="},
                                                     {"SLURM_JOB_ACCOUNT", "--account="},
                                                     {"SLURM_JOB_QOS", "--qos="},
                                                     {"SLURM_JOB_RESERVATION", "--reservation="},
                                                     {"SLURM_MEM_PER_NODE", "--mem="},
                                                     {"SLURM_MEM_PER_CPU", "--mem-per-cpu="}};
  for (const auto& [name, option] : inherited) {
    const auto value = variable(name);
    if (value && !value->empty() && *value != "(null)") options.push_back(option + *value);
  }
  if (!time_limit.empty()) options.push_back("--time=" + time_limit);
  const std::uint64_t processors =
      number_or(variable("SLURM_NTASKS_PER_NODE"), 1) * number_or(variable("SLURM_CPUS_PER_TASK"), 1);
  options.insert(options.end(),
                 {"--nodes=1", "--ntasks=1", "--ntasks-per-node=1", "--cpus-per-task=" + std::to_string(processors)});
  return options;
}

Standing standing_of(const SlurmJob& job) {
  const std::vector<std::string> known = columns(job, "RestartCnt:20,State:20");
  if (known.size() != 2) return Standing::unknown;
  if (known.front() != std::to_string(job.restarts)) return Standing::another;
  return known.back() == "RUNNING" ? Standing::running : Standing::ended;
}

// Only "incomplete" keeps a cancelled job from living again; Slurm then does nothing, and calls that success.
bool requeue(const SlurmJob& job) { return ask({"scontrol", "requeue", "incomplete", job.name}).code == 0; }

std::string time_limit(const SlurmJob& job) {
  const std::vector<std::string> known = columns(job, "TimeLimit:30");
  return known.size() == 1 ? known.front() : "";
}

std::string submit(const std::vector<std::string>& words,
                   const std::vector<std::pair<std::string, std::string>>& variables) {
  Program sbatch{.words = {"sbatch", "--parsable"}, .ignores_sigterm = true};
  sbatch.words.insert(sbatch.words.end(), words.begin(), words.end());
  // Slurm hands the submitter's variables on, and sets only those of the new job: it is no task of an array.
  for (const char* name : {"SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX", "SLURM_ARRAY_JOB_ID",
                           "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_STEP", "SLURM_RESTART_COUNT"}) {
    sbatch.environment[name] = std::nullopt;
  }
  for (const auto& [name, value] : variables) sbatch.environment[name] = value;
  const ProgramEnd end = run_program(sbatch, patience_s);
  if (end.code != 0) {
    throw Error(Exit::bad_launch, reason_of(end, "sbatch", patience_s), "", "");
  }
  std::istringstream answer(end.output);  // "17", or "17;cluster"
  std::string number;
  std::getline(answer, number, ';');
  return number.substr(0, number.find('\n'));
}

}  // namespace squares
