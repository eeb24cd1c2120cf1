#include "cli/table.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

namespace squares {
namespace {

constexpr const char* range_group = "The range";
constexpr const char* work_group = "The work";
constexpr const char* file_group = "The file";
constexpr const char* show_group = "What is shown";

std::uint32_t parse_threads(const std::string& text, const std::string& where) {
  if (text == "auto") return threads_auto;
  const std::uint64_t threads = parse_integer(text, where);
  constexpr std::uint64_t most = 4096;
  if (threads == 0 || threads > most) {
    throw Error(Exit::usage, "a team of " + std::to_string(threads) + " threads", where,
                "give a number from 1 to " + std::to_string(most) + ", or auto");
  }
  return static_cast<std::uint32_t>(threads);
}

double parse_patience(const std::string& text, const std::string& where) {
  const double seconds = parse_duration(text, where);
  if (seconds < 1) throw Error(Exit::usage, "a patience below one second", where, "give at least 1s");
  return seconds;
}

// Of claims.
double parse_budget(const std::string& text, const std::string& where) {
  constexpr double most_s = 3600;
  const double seconds = parse_duration(text, where);
  if (seconds > most_s) throw Error(Exit::usage, "a budget of more than an hour", where, "give at most 1h");
  return seconds;
}

// "A..B"
Range parse_range(const std::string& text, const std::string& where) {
  const auto dots = text.find("..");
  if (dots == std::string::npos) {
    throw Error(Exit::usage, "'" + text + "' is no range", where, "give it as FIRST..LAST, such as 1..1000000");
  }
  const std::uint64_t first = parse_integer(text.substr(0, dots), where);
  const std::uint64_t last = parse_integer(text.substr(dots + 2), where);
  if (last < first || last - first == std::numeric_limits<std::uint64_t>::max()) {
    throw Error(Exit::usage, "'" + text + "' is no range of a file", where,
                "give FIRST..LAST with a LAST that is not below FIRST, and fewer than 2^64 numbers");
  }
  return {first, last - first + 1};
}

// "5%" as 0.05
double parse_percent(const std::string& text, const std::string& where) {
  double percent = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, percent);
  if (error != std::errc() || stop + 1 != end || *stop != '%' || !std::isfinite(percent) || percent < 0) {
    throw Error(Exit::usage, "'" + text + "' is no percentage", where, "give one such as 5%");
  }
  return percent / 100;
}

void add_hints(const std::string& text, const std::string& where, Texts& into) {
  const std::size_t before = into.size();
  for (const std::string& piece : split(text, ',')) {
    const auto equals = piece.find('=');
    if (equals == std::string::npos && into.size() > before) {
      into.back() += "," + piece;
      continue;
    }
    if (equals == std::string::npos || equals == 0) {
      throw Error(Exit::usage, "'" + piece + "' is no hint for MPI-IO", where,
                  "give it as KEY=VALUE, such as romio_ds_write=disable");
    }
    into.push_back(piece);
  }
}

// Of study: a command line with at least one of the words that make layouts of it.
std::string parse_command(const std::string& text, const std::string& where) {
  if (text.find("{ranks}") == std::string::npos && text.find("{threads}") == std::string::npos) {
    throw Error(
        Exit::usage, "the command has no place for ranks or threads, so all layouts would be the same", where,
        "write {ranks} and {threads} where the numbers stand: 'mpirun -np {ranks} ./program --threads {threads}'");
  }
  return text;
}

Value threads(std::uint32_t& into) {
  Value value = parsed("N|auto", into, parse_threads);
  value.words = {"auto"};
  return value;
}

// "KEY=VALUE,…", once or several times. What has no = of its own belongs to the value before it.
Value hints(Texts& into) {
  return {.placeholder = "KEY=VALUE", .set = [&into](const Texts& typed, const std::string& where) {
            into.clear();
            for (const std::string& text : typed) add_hints(text, where, into);
          }};
}

Value nothing(std::string placeholder) {
  return {.placeholder = std::move(placeholder), .set = [](const Texts&, const std::string&) {}};
}

Option json_option(bool& into, const std::string& help = "one JSON document on stdout, no tables") {
  return {"json", flag(into), help, show_group};
}

CommandEntry run_entry(RunOptions& o) {
  Request& request = o.request;
  return {
      .name = "run",
      .summary = "computes, stores and checks the squares of a range",
      .about =
          "Computes, stores and checks the squares of a range of integers, on many\n"
          "processes and threads:  mpirun -np 16 squares --threads 2",
      .options =
          {{"first", parsed("N", request.first, parse_integer), "first integer (1)", range_group},
           {"last", parsed("N", request.last, parse_integer), "last integer, inclusive (1000000; or 1e9, 4Gi …)",
            range_group},
           {"threads", threads(request.threads), "threads in each rank (1); auto: its processors", work_group},
           {"block", parsed("N", request.block_length, parse_integer), "integers in a block (at most 1 MiB of squares)",
            work_group},
           {"schedule",
            one_of<Schedule>(
                request.schedule,
                {{"block", Schedule::block}, {"cyclic", Schedule::cyclic}, {"dynamic", Schedule::dynamic}}),
            "the k-th share, every ranks-th block, or as\ndealt on request (block)", work_group},
           {"verify",
            one_of<Verify>(
                request.verify,
                {{"none", Verify::none}, {"memory", Verify::memory}, {"file", Verify::file}, {"disk", Verify::disk}}),
            "nothing, blocks before they are written, the\nfile, read back, or that from no cache (file)", work_group},
           {"deadline", parsed("DURATION", o.deadline_s, parse_duration), "stop in time, resumable (55m, 1h30m)",
            work_group},
           {"patience", parsed("DURATION", o.patience_s, parse_patience), "how long a silent rank is waited for (120s)",
            work_group},
           {"strict", flag(o.strict), "refuse a placement in which threads get in each\nother's way", work_group},
           {"output", file(o.output), "where to (squares.h5); FILE.part until complete", file_group},
           {"force", flag(o.force), "replace FILE when complete, discard FILE.part", file_group},
           {"resume", flag(o.resume), "finish what FILE.part holds, or begin anew", file_group},
           {"durable", flag(request.durable), "no row of the ledger before its data is on disk", file_group},
           {"hint", hints(o.hints), "for MPI-IO; may be given several times", file_group},
           {"dry-run", flag(o.dry_run), "show the plan, do nothing", show_group},
           {"progress",
            one_of<ProgressMode>(
                o.progress,
                {{"auto", ProgressMode::automatic}, {"always", ProgressMode::always}, {"never", ProgressMode::never}}),
            "how far it is, on stderr (auto: on long work)", show_group},
           json_option(o.json),
           {"quiet", flag(o.quiet), "nothing on stdout; errors still on stderr", show_group}},
      .exit_codes = {{"done and checked", Exit::done},
                     {"usage", Exit::usage},
                     {"a value is wrong", Exit::wrong_value},
                     {"no such input", Exit::no_input},
                     {"wrong launch", Exit::bad_launch},
                     {"a bug", Exit::bug},
                     {"the output exists or cannot be created", Exit::cannot_create},
                     {"input or output failed", Exit::io},
                     {"stopped early: --resume continues", Exit::stopped}},
  };
}

// The options of run, which are the ranks', too.
CommandEntry job_entry(JobOptions& o) {
  CommandEntry entry = run_entry(o.run);
  entry.name = "job";
  entry.summary = "brings a run to its end inside a batch job of Slurm";
  entry.about =
      "The last line of a job script: exec squares job \"$@\". Starts the ranks with the\n"
      "launcher in SQUARES_LAUNCH (mpirun), as many as the job has tasks, stops them before\n"
      "the time limit, has Slurm start the job again, and resumes. In an array of jobs each\n"
      "computes its part, and a job of its own proves that the parts are whole.";
  for (Option& option : entry.options) {
    if (option.name != "threads") continue;
    option.help = "threads in each rank (cpus-per-task)";
    option.value.set = [&o, set = option.value.set](const Texts& typed, const std::string& where) {
      set(typed, where);
      o.names_threads = true;
    };
  }
  return entry;
}

CommandEntry verify_entry(VerifyOptions& o) {
  return {
      .name = "verify",
      .summary = "checks every value of files",
      .about =
          "Checks every value of files, and names what is wrong, where, and who wrote it.\n"
          "Also under mpirun: the ranks share the work.",
      .options = {{"threads", threads(o.threads), "threads in each rank (auto: its processors)", work_group},
                  {"covers", parsed("A..B", o.covers, parse_range), "the files hold A..B without gap or overlap",
                   work_group},
                  {"reopen", flag(o.reopen), "make a damaged FILE a part again, whose wrong\nblocks --resume computes",
                   file_group},
                  json_option(o.json),
                  {"quiet", flag(o.quiet), "nothing on stdout; the exit code tells", show_group}},
      .operands = Option{"FILE", files(o.operands), "files that squares wrote, parts too", ""},
      .needs_operands = true,
      .exit_codes = {{"all values are right", Exit::done},
                     {"a value is wrong", Exit::wrong_value},
                     {"a file is missing or not ours", Exit::no_input},
                     {"a part: what is done is right, and --resume computes the rest", Exit::stopped}},
  };
}

CommandEntry study_entry(StudyOptions& o) {
  const std::string command_alone = "time the command, or workloads of squares";
  return {
      .name = "study",
      .summary = "finds the fastest layout of ranks and threads",
      .about =
          "How many ranks, how many threads? Times workloads on all layouts that the launch\n"
          "has room for, and says which is fastest:  mpirun -np 16 squares study --budget 5m\n"
          "Or times your program on those of the machine, or of the job in Slurm:\n"
          "squares study --command 'mpirun -np {ranks} ./program --threads {threads}'",
      .options = {{"workload",
                   some_of<WorkloadKind>(o.workloads, {{"compute", WorkloadKind::compute},
                                                       {"memory", WorkloadKind::memory},
                                                       {"store", WorkloadKind::store},
                                                       {"wait", WorkloadKind::wait}}),
                   "of compute, memory, store, wait (all four)", work_group},
                  {"scaling", some_of<Scaling>(o.scalings, {{"strong", Scaling::strong}, {"weak", Scaling::weak}}),
                   "strong: the same range whatever the layout;\nweak: the same for each worker (both)", work_group},
                  {"command", parsed("LINE", o.command, parse_command),
                   "time this instead, a line for sh with {ranks} and\n{threads}; without mpirun before squares",
                   work_group},
                  {"budget", parsed("DURATION", o.budget_s, parse_duration), "how long it may take (2m)", work_group},
                  {"seed", parsed("N", o.seed, parse_integer), "of the order of the timings (1)", work_group},
                  {"output", file(o.output), "where all samples go (study.h5)", file_group},
                  {"emit-sbatch", file(o.sbatch), "a job script with the recommended layout", file_group},
                  {"force", flag(o.force), "replace the files that are there", file_group},
                  json_option(o.json),
                  {"quiet", flag(o.quiet), "nothing on stdout", show_group}},
      .contradictions = {{"command", "workload", command_alone}, {"command", "scaling", command_alone}},
      .exit_codes = {{"done", Exit::done},
                     {"usage", Exit::usage},
                     {"a value is wrong", Exit::wrong_value},
                     {"wrong launch, or the command has failed", Exit::bad_launch},
                     {"a file exists or cannot be created", Exit::cannot_create},
                     {"input or output failed", Exit::io},
                     {"stopped by a signal: what was timed until then is in the file; or too little time",
                      Exit::stopped}},
  };
}

CommandEntry nodes_entry(NodesOptions& o) {
  return {
      .name = "nodes",
      .summary = "measures all nodes and links, and names the unlike",
      .about =
          "Which node is not like the others? Measures processors, memory, storage and\n"
          "links of all nodes, each value checked, and names the node or the link that is\n"
          "unlike, and facts that differ:  mpirun --map-by ppr:1:node squares nodes",
      .options = {{"budget", parsed("DURATION", o.budget_s, parse_duration),
                   "how long rounds go on (0s: nine rounds, which are\nmeasured in any case)", work_group},
                  {"in-turn", flag(o.in_turn), "node after node; nodes of one machine always are", work_group},
                  {"baseline", file(o.baseline), "an earlier measurement of these nodes: who has\nbecome slower?",
                   work_group},
                  {"seed", parsed("N", o.seed, parse_integer), "of the order of the measurements (1)", work_group},
                  {"patience", parsed("DURATION", o.patience_s, parse_patience),
                   "how long a silent rank is waited for (30s)", work_group},
                  {"output", file(o.output),
                   "where all samples go (nodes.h5); files of up to\n8 MiB a node are written beside it", file_group},
                  {"force", flag(o.force), "replace FILE, and FILE.part of one that was lost", file_group},
                  json_option(o.json),
                  {"quiet", flag(o.quiet), "nothing on stdout; the exit code tells", show_group}},
      .exit_codes = {{"all nodes and links are alike", Exit::done},
                     {"a node or a link is unlike, or slower than it was", Exit::slower},
                     {"usage", Exit::usage},
                     {"a value is wrong", Exit::wrong_value},
                     {"the baseline is missing or no measurement of nodes", Exit::no_input},
                     {"wrong launch", Exit::bad_launch},
                     {"a file exists or cannot be created", Exit::cannot_create},
                     {"input or output failed", Exit::io},
                     {"stopped, or a node was lost: FILE or FILE.part has what was measured", Exit::stopped}},
  };
}

CommandEntry claims_entry(ClaimsOptions& o) {
  const std::string play = "play the example, or test claims without --example";
  return {
      .name = "claims",
      .summary = "puts the sentences of the lesson to the test",
      .about =
          "Threads or processes? Puts each sentence of the lesson to the test on this machine.\n"
          "Under mpirun it also measures messages: mpirun -np 2 squares claims",
      .options = {{"example", parsed("E1..E4", o.example, [](const std::string& id, const std::string&) { return id; }),
                   "play an example of the lesson instead", work_group},
                  {"control", flag(o.control), "each experiment with the one change that must\nturn its verdict",
                   work_group},
                  {"budget", parsed("DURATION", o.budget_s, parse_budget), "about how long all of it may take (30s)",
                   work_group},
                  {"python", file(o.python), "the interpreter to ask (python3)", work_group},
                  {"output", file(o.output), "a file for the verdicts and figures (none)", file_group},
                  {"force", flag(o.force), "replace FILE, if it is one of claims", file_group},
                  json_option(o.json),
                  {"quiet", flag(o.quiet), "nothing on stdout", show_group}},
      .operands = Option{"ID", all_of(o.operands, "ID"),
                         "claims to test, with all figures (all of P1..P10, T1..T9, L1..L5)", ""},
      .contradictions = {{"example", "ID", play}, {"example", "control", play}, {"example", "output", play}},
      .exit_codes = {{"done, whatever the verdicts are", Exit::done},
                     {"usage", Exit::usage},
                     {"a value is wrong", Exit::wrong_value},
                     {"FILE is no file of claims", Exit::no_input},
                     {"wrong launch", Exit::bad_launch},
                     {"FILE exists or cannot be written", Exit::cannot_create},
                     {"input or output failed", Exit::io}},
  };
}

CommandEntry doctor_entry(DoctorOptions& o) {
  return {
      .name = "doctor",
      .summary = "looks whether MPI, HDF5 and Slurm work together",
      .about =
          "Looks whether MPI, launcher, placement, HDF5, file system and Slurm work together\n"
          "here, and says what to do where they do not. Start it as the run would be started:\n"
          "mpirun -np 16 squares doctor --threads 2 --output /scratch/squares.h5",
      .options = {{"output", file(o.output), "where results would go (squares.h5); or the folder", file_group},
                  {"threads", threads(o.threads), "threads that each rank would have (1)", work_group},
                  {"patience", parsed("DURATION", o.patience_s, parse_patience),
                   "how long a silent rank is waited for (30s)", work_group},
                  json_option(o.json, "one JSON document on stdout, no list")},
      .exit_codes = {{"nothing is broken", Exit::done},
                     {"a value came back wrong", Exit::wrong_value},
                     {"wrong launch", Exit::bad_launch},
                     {"nothing can be created there", Exit::cannot_create},
                     {"input or output failed", Exit::io},
                     {"a rank is silent", Exit::stopped}},
  };
}

CommandEntry report_entry(ReportOptions& o) {
  return {
      .name = "report",
      .summary = "shows files: tables, or a page with pictures",
      .about =
          "Shows what files hold: a run, several runs as scaling tables, a study with what\n"
          "it recommends, a part with how far it is and how to continue. Starts no MPI.",
      .options = {{"html", file(o.html, "OUT"), "one page with pictures, to be opened offline", file_group},
                  {"trace", file(o.trace, "OUT"), "the timeline of one run as Chrome trace, for\nPerfetto", file_group},
                  {"force", flag(o.force), "replace OUT", file_group},
                  json_option(o.json),
                  {"csv", flag(o.csv), "a line for each run, each layout of a study, or\neach sample of nodes",
                   show_group},
                  {"quiet", flag(o.quiet), "nothing on stdout", show_group}},
      .operands = Option{"FILE", files(o.operands), "files that squares wrote, parts too", ""},
      .needs_operands = true,
      .contradictions = {{"json", "csv", "give one of them"}},
      .exit_codes = {{"shown", Exit::done},
                     {"a file has lost its end", Exit::wrong_value},
                     {"a file is missing or not ours", Exit::no_input},
                     {"OUT exists or cannot be written", Exit::cannot_create}},
  };
}

CommandEntry compare_entry(CompareOptions& o) {
  return {
      .name = "compare",
      .summary = "tells whether runs are slower, and what differs",
      .about =
          "Tells whether runs B are slower or faster than runs A, and what differs between\n"
          "them: squares compare A B, or squares compare A… --to B…. Of two measurements of\n"
          "nodes it tells which nodes and links have become slower. Starts no MPI.",
      .options = {{"to", files(o.to), "the runs that those before it are compared with", work_group},
                  {"fail-if-slower", parsed("P%", o.fail_if_slower, parse_percent),
                   "exit code 1 if B is shown to be slower, by more\nthan P % (5 runs a side or more); of nodes, if "
                   "one\nor a link is (9 rounds or more)",
                   work_group},
                  {"html", file(o.html, "OUT"), "one page with a dot for each run, or each sample\nor node",
                   file_group},
                  {"force", flag(o.force), "replace OUT", file_group},
                  json_option(o.json),
                  {"quiet", flag(o.quiet), "nothing on stdout; the exit code tells", show_group}},
      .operands = Option{"FILE", files(o.operands), "files of finished runs, or two of nodes", ""},
      .needs_operands = true,
      .exit_codes = {{"compared", Exit::done},
                     {"slower (with --fail-if-slower only)", Exit::slower},
                     {"they cannot be compared", Exit::usage},
                     {"a measurement of nodes has wrong values (with --fail-if-slower only)", Exit::wrong_value},
                     {"a file is missing or not ours", Exit::no_input},
                     {"OUT exists or cannot be written", Exit::cannot_create}},
  };
}

// What every command has.
void add_common_options(CommandEntry& command) {
  Value config = nothing("FILE");
  config.is_file = true;
  command.options.push_back({"config", config, "options from a file", show_group});
  command.options.push_back({"help", nothing(""), "this text", show_group, "h"});
  command.options.push_back({"version", nothing(""), "the version", show_group, "V"});
}

CommandEntry help_entry(const std::vector<CommandEntry>& others) {
  Value command = nothing("COMMAND");
  for (const CommandEntry& other : others) command.words.push_back(other.name);
  return {.name = "help",
          .summary = "shows the options of a command",
          .about = "Shows what a command does, and its options.",
          .options = {{"help", nothing(""), "this text", show_group, "h"}},
          .operands = Option{"COMMAND", command, "the command (run, and all that there are)", ""},
          .exit_codes = {{"shown", Exit::done}, {"there is no such command", Exit::usage}}};
}

CommandEntry version_entry() {
  return {.name = "version",
          .summary = "shows the version",
          .about = "Shows the version of squares.",
          .options = {{"help", nothing(""), "this text", show_group, "h"}},
          .exit_codes = {{"shown", Exit::done}}};
}

}  // namespace

std::vector<CommandEntry> command_table(Invocation& into) {
  std::vector<CommandEntry> commands{run_entry(into.run),       verify_entry(into.verify),   study_entry(into.study),
                                     nodes_entry(into.nodes),   claims_entry(into.claims),   doctor_entry(into.doctor),
                                     report_entry(into.report), compare_entry(into.compare), job_entry(into.job)};
  for (CommandEntry& command : commands) add_common_options(command);
  commands.push_back(help_entry(commands));
  commands.push_back(version_entry());
  return commands;
}

std::vector<CommandEntry> command_table() {
  static Invocation nobodys;
  return command_table(nobodys);
}

}  // namespace squares
