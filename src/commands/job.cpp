#include "commands/job.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <optional>

#include "commands/verify.hpp"
#include "core/parse.hpp"
#include "core/stopwatch.hpp"
#include "job/array.hpp"
#include "job/decide.hpp"
#include "job/launch_ranks.hpp"
#include "job/progress.hpp"
#include "job/slurm.hpp"
#include "report/streams.hpp"
#include "store/output.hpp"
#include "system/environment.hpp"
#include "system/launch.hpp"
#include "system/launcher_words.hpp"
#include "system/paths.hpp"
#include "system/shell_words.hpp"

namespace squares {
namespace {

using Words = std::vector<std::string>;

// An empty variable is as good as none: that is how shells unset one for a command.
std::optional<std::string> given(const std::string& name) {
  const auto value = variable(name);
  return value && !value->empty() ? value : std::nullopt;
}

double seconds_of(const char* name, double otherwise) {
  const auto text = given(name);
  return text ? parse_duration(*text, std::string("the environment, ") + name) : otherwise;
}

void append(Words& words, const Words& more) { words.insert(words.end(), more.begin(), more.end()); }

// What this job, or this task of an array, is to bring to its end.
struct Work {
  Range range;
  std::string output;
  Words own_options;  // beside those that were typed
};

Range range_of(const Request& request) { return make_plan(request, 1).range; }

ArrayWork array_of(const JobCall& call, const ArrayTask& task) {
  const RunOptions& run = call.options.run;
  return array_work(range_of(run.request), run.output, task, given("PARTS").value_or(""));
}

Work work_of(const JobCall& call, const SlurmJob& slurm) {
  if (!slurm.task) return {range_of(call.options.run.request), call.options.run.output, {}};
  const ArrayWork array = array_of(call, *slurm.task);
  const Range range = array.range_of(slurm.task->number);
  const std::string file = array.file_of(slurm.task->number);
  return {range,
          file,
          {"--first", std::to_string(range.first), "--last", std::to_string(range.last()), "--output=" + file}};
}

// As the user or the site names it, so that all nodes find it there; or this very program.
std::string squares_program() { return given("SQUARES").value_or(path_of_program()); }

RanksCall ranks_call(const JobCall& call, const SlurmJob& slurm, const Work& work) {
  RanksCall ranks;
  ranks.mark = fmt::format("{}.{}.{}", slurm.number, slurm.restarts, getpid());
  ranks.grace_s = seconds_of("GRACE", 30);
  const std::string threads = std::to_string(slurm.threads);
  for (std::string word : split_words(given("SQUARES_LAUNCH").value_or(usual_launch), "SQUARES_LAUNCH")) {
    for (std::size_t at = 0; (at = word.find("{threads}", at)) != std::string::npos; at += threads.size()) {
      word.replace(at, std::string("{threads}").size(), threads);
    }
    ranks.launcher.push_back(word);
  }
  append(ranks.launcher, {"-n", std::to_string(slurm.ranks)});
  ranks.command = {squares_program(), "run"};
  if (!call.options.names_threads) append(ranks.command, {"--threads", threads});
  append(ranks.command, {"--resume"});
  append(ranks.command, call.arguments);
  append(ranks.command, work.own_options);
  if (!slurm.task && !slurm.script.empty()) {
    Words submitted{slurm.script};
    append(submitted, call.arguments);
    ranks.submitted = joined(submitted);
  }
  return ranks;
}

// One try of a job, to its end.
class Try {
 public:
  Try(const JobCall& call, const SlurmJob& slurm, const Work& work, Signals& signals)
      : signals_(signals),
        slurm_(slurm),
        ranks_(ranks_call(call, slurm, work)),
        output_(work.output),
        file_(output_.path(), work.range, call.options.run.force),
        idle_tries_(output_.path(), slurm.number),
        last_attempt_before_(last_attempt_that_finished_a_block(output_.part())) {}

  Exit to_its_end() {
    say(fmt::format("squares job: try {} of job {}: {} ranks x {} threads on {}\n", slurm_.restarts + 1, slurm_.number,
                    slurm_.ranks, slurm_.threads, slurm_.nodes));
    for (;;) {
      const int code = run_ranks(ranks_, signals_);
      const bool after_another = slurm_.restarts > 0 && clock_.seconds() < orphans_s_;
      const LaunchEnd end = end_of_launch(code, file_.is_there(), after_another);
      Action action = action_after(signals_.told(), end);
      if (action == Action::launch_again) action = wait_for_orphans();
      if (action == Action::launch_again) continue;
      if (action == Action::leave) return leave(end, code);
      if (action == Action::leave_to_resume) return leave_to_resume();
      return ask_for_another(why(end, code));
    }
  }

 private:
  Action wait_for_orphans() {
    say("squares job: the output is taken, as by ranks of the last try on a node that is cut off; tries again\n");
    signals_.listen(5);
    return action_after(signals_.told(), LaunchEnd::taken);
  }

  Exit leave(LaunchEnd end, int code) {
    idle_tries_.forget();
    if (end == LaunchEnd::complete) return Exit::done;
    if (code > 125) {
      throw Error(Exit::bad_launch, fmt::format("the launcher {} cannot be started", ranks_.launcher.front()),
                  "SQUARES_LAUNCH",
                  "load the modules of MPI in the script, or name the launcher: SQUARES_LAUNCH='mpirun …'");
    }
    return static_cast<Exit>(code);
  }

  Exit leave_to_resume() {
    say("squares job: Slurm ends this try; the same command resumes\n");
    idle_tries_.forget();
    return Exit::stopped;
  }

  [[nodiscard]] std::string why(LaunchEnd end, int code) const {
    if (end == LaunchEnd::taken) return "the output is taken, and the time is up";
    if (end == LaunchEnd::stopped) return "stopped in time";
    if (code != 0) return fmt::format("the launcher ended with {}, as after the loss of a node", code);
    return fmt::format("the launcher ended with 0 before {} was complete, as after the loss of a node", output_.path());
  }

  // Asks until it answers, for two minutes, or until it ends this try.
  Standing patiently_asked() {
    const Stopwatch asking;
    for (;;) {
      const Standing standing = standing_of(slurm_);
      if (standing != Standing::unknown || asking.seconds() > 120 || signals_.told() == Told::to_end) return standing;
      signals_.listen(5);
    }
  }

  Exit ask_for_another(const std::string& reason) {
    const Standing standing = patiently_asked();
    signals_.listen(0);
    if (standing == Standing::ended || signals_.told() == Told::to_end) return leave_to_resume();
    if (standing != Standing::running) return leave_it_to_slurm(standing, reason);
    const bool is_idle = last_attempt_that_finished_a_block(output_.part()) <= last_attempt_before_;
    const std::uint32_t idle = idle_tries_.count(is_idle);
    if (idle >= most_tries_) return give_up(idle, reason);
    say(fmt::format("squares job: asks Slurm for another try ({})\n", reason));
    // Slurm calls it success, too, when it does not requeue a job that was cancelled meanwhile.
    if (!requeue(slurm_)) return leave_to_resume();
    const Standing now = patiently_asked();
    if (now == Standing::running || now == Standing::ended) return leave_to_resume();
    signals_.listen(60);  // until Slurm ends this try
    return Exit::stopped;
  }

  // On a node that was cut off, as a rule. The next try counts on.
  static Exit leave_it_to_slurm(Standing standing, const std::string& reason) {
    say(fmt::format("squares job: Slurm {}: leaves it to that ({})\n",
                    standing == Standing::another ? "has started another try" : "does not answer", reason));
    return Exit::stopped;
  }

  Exit give_up(std::uint32_t idle, const std::string& reason) {
    say(fmt::format("squares job: gives up: {} tries in a row have not finished a block ({})\n", idle, reason));
    idle_tries_.forget();
    return Exit::stopped;
  }

  Signals& signals_;
  SlurmJob slurm_;
  RanksCall ranks_;
  Output output_;
  CompleteFile file_;
  IdleTries idle_tries_;
  std::uint32_t last_attempt_before_;
  std::uint32_t most_tries_ =
      static_cast<std::uint32_t>(parse_integer(given("TRIES").value_or("3"), "the environment, TRIES"));
  double orphans_s_ = seconds_of("ORPHANS", 180);
  Stopwatch clock_;
};

// Of the files of an array, when all its tasks have ended.
Exit verdict(const JobCall& call) {
  std::signal(SIGUSR1, SIG_IGN);  // it has nothing to resume
  const ArrayWork array = array_of(call, {.array = "", .number = 1, .first = 1, .last = 1});
  VerifyOptions asked;
  asked.covers = array.whole;
  for (std::uint64_t task = 1; task <= array.parts; ++task) {
    const std::string file = array.file_of(task);
    if (leads_to_anything(file)) {
      asked.operands.push_back(file);
    } else {
      print(fmt::format("task {} has left no {}\n", task, file));
    }
  }
  if (asked.operands.empty()) {
    throw Error(Exit::no_input, "no task has left a file", array.file_of(1), "look at the output of the tasks");
  }
  const Exit code = verify(World(), asked);
  print(code == Exit::done ? "verdict: right\n" : "verdict: NOT right\n");
  return code;
}

}  // namespace

Exit job(const JobCall& call) {
  if (find_launch().launched()) {
    throw Error(Exit::bad_launch, "a job was started by a launcher, once for each rank", "squares job",
                "start it once, as the last line of the job script: it starts the launcher itself");
  }
  const SlurmJob slurm = find_slurm_job(given);
  if (given("SQUARES_VERDICT")) return verdict(call);
  Signals signals;  // before anything that takes time: Slurm says that the time is up only once
  const Work work = work_of(call, slurm);
  if (slurm.task && slurm.task->number == slurm.task->first && slurm.restarts == 0) {
    submit_verdict(array_of(call, *slurm.task), slurm, call.arguments, given);
  }
  for (const auto& [name, value] : patient_launcher_settings()) ::setenv(name.c_str(), value.c_str(), 0);
  return Try(call, slurm, work, signals).to_its_end();
}

}  // namespace squares
