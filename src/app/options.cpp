#include "app/options.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "core/error.hpp"
#include "core/parse.hpp"

namespace squares {
namespace {

template <class Choice, std::size_t N>
Choice choose(const std::array<std::pair<const char*, Choice>, N>& choices, const std::string& text,
              const std::string& where) {
  std::string known;
  for (const auto& [name, choice] : choices) {
    if (text == name) return choice;
    known += (known.empty() ? "" : ", ") + std::string(name);
  }
  throw Error(Exit::usage, "'" + text + "' is none of its values", where, "choose one of " + known);
}

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

Schedule parse_schedule(const std::string& text, const std::string& where) {
  return choose(std::array{std::pair{"block", Schedule::block}, std::pair{"cyclic", Schedule::cyclic},
                           std::pair{"dynamic", Schedule::dynamic}},
                text, where);
}

Verify parse_verify(const std::string& text, const std::string& where) {
  return choose(
      std::array{std::pair{"none", Verify::none}, std::pair{"memory", Verify::memory}, std::pair{"file", Verify::file}},
      text, where);
}

ProgressMode parse_progress(const std::string& text, const std::string& where) {
  return choose(std::array{std::pair{"auto", ProgressMode::automatic}, std::pair{"always", ProgressMode::always},
                           std::pair{"never", ProgressMode::never}},
                text, where);
}

double parse_patience(const std::string& text, const std::string& where) {
  const double seconds = parse_duration(text, where);
  if (seconds < 1) throw Error(Exit::usage, "a patience below one second", where, "give at least 1s");
  return seconds;
}

// "A..B"
Range parse_covers(const std::string& text, const std::string& where) {
  const auto dots = text.find("..");
  if (dots == std::string::npos) {
    throw Error(Exit::usage, "'" + text + "' is no range", where, "give it as FIRST..LAST, such as 1..1000000");
  }
  const std::uint64_t first = parse_integer(text.substr(0, dots), where);
  const std::uint64_t last = parse_integer(text.substr(dots + 2), where);
  if (last < first || last - first == std::numeric_limits<std::uint64_t>::max()) {
    throw Error(Exit::usage, "'" + text + "' is no range", where,
                "give FIRST..LAST with a LAST that is not below FIRST");
  }
  return {first, last - first + 1};
}

// "compute,store"
template <class Choice, std::size_t N>
std::vector<Choice> choose_some(const std::array<std::pair<const char*, Choice>, N>& choices, const std::string& text,
                                const std::string& where) {
  std::vector<Choice> chosen;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    chosen.push_back(choose(choices, text.substr(begin, end - begin), where));
    begin = end + 1;
  }
  return chosen;
}

std::vector<WorkloadKind> parse_workloads(const std::string& text, const std::string& where) {
  return choose_some(std::array{std::pair{"compute", WorkloadKind::compute}, std::pair{"memory", WorkloadKind::memory},
                                std::pair{"store", WorkloadKind::store}, std::pair{"wait", WorkloadKind::wait}},
                     text, where);
}

std::vector<Scaling> parse_scalings(const std::string& text, const std::string& where) {
  return choose_some(std::array{std::pair{"strong", Scaling::strong}, std::pair{"weak", Scaling::weak}}, text, where);
}

constexpr const char* range_group = "The range";
constexpr const char* work_group = "The work";
constexpr const char* file_group = "The file";
constexpr const char* show_group = "What is shown";

using Text = const std::string&;

using RunSetting = Setting<RunOptions>;
using VerifySetting = Setting<VerifyOptions>;
using DoctorSetting = Setting<DoctorOptions>;
using StudySetting = Setting<StudyOptions>;

constexpr std::array run_settings{
    RunSetting{{"first", "N", "first integer (1)", range_group},
               [](RunOptions& o, Text t, Text w) { o.request.first = parse_integer(t, w); }},
    RunSetting{{"last", "N", "last integer, inclusive (1000000; or 1e9, 4Gi …)", range_group},
               [](RunOptions& o, Text t, Text w) { o.request.last = parse_integer(t, w); }},
    RunSetting{{"threads", "N|auto", "threads in each rank (1); auto: its processors", work_group},
               [](RunOptions& o, Text t, Text w) { o.request.threads = parse_threads(t, w); }},
    RunSetting{{"block", "N", "integers in a block (at most 1 MiB of squares)", work_group},
               [](RunOptions& o, Text t, Text w) { o.request.block_length = parse_integer(t, w); }},
    RunSetting{{"schedule", "block|cyclic|dynamic",
                "the k-th share, every ranks-th block, or as\ndealt on request (block)", work_group},
               [](RunOptions& o, Text t, Text w) { o.request.schedule = parse_schedule(t, w); }},
    RunSetting{{"verify", "none|memory|file", "nothing, blocks before they are written, or\nthe file, read back (file)",
                work_group},
               [](RunOptions& o, Text t, Text w) { o.request.verify = parse_verify(t, w); }},
    RunSetting{{"deadline", "DURATION", "stop in time, resumable (55m, 1h30m)", work_group},
               [](RunOptions& o, Text t, Text w) { o.deadline_s = parse_duration(t, w); }},
    RunSetting{{"patience", "DURATION", "how long a silent rank is waited for (120s)", work_group},
               [](RunOptions& o, Text t, Text w) { o.patience_s = parse_patience(t, w); }},
    RunSetting{{"strict", "", "refuse a placement in which threads get in each\nother's way", work_group},
               [](RunOptions& o, Text t, Text w) { o.strict = parse_bool(t, w); }},
    RunSetting{{"output", "FILE", "where to (squares.h5); FILE.part until complete", file_group},
               [](RunOptions& o, Text t, Text) { o.output = t; }},
    RunSetting{{"force", "", "replace FILE when complete, discard FILE.part", file_group},
               [](RunOptions& o, Text t, Text w) { o.force = parse_bool(t, w); }},
    RunSetting{{"resume", "", "finish what FILE.part holds, or begin anew", file_group},
               [](RunOptions& o, Text t, Text w) { o.resume = parse_bool(t, w); }},
    RunSetting{{"durable", "", "no row of the ledger before its data is on disk", file_group},
               [](RunOptions& o, Text t, Text w) { o.request.durable = parse_bool(t, w); }},
    RunSetting{{"dry-run", "", "show the plan, do nothing", show_group},
               [](RunOptions& o, Text t, Text w) { o.dry_run = parse_bool(t, w); }},
    RunSetting{{"progress", "auto|always|never", "how far it is, on stderr (auto: on long work)", show_group},
               [](RunOptions& o, Text t, Text w) { o.progress = parse_progress(t, w); }},
    RunSetting{{"json", "", "one JSON document on stdout, no tables", show_group},
               [](RunOptions& o, Text t, Text w) { o.json = parse_bool(t, w); }},
    RunSetting{{"quiet", "", "nothing on stdout; errors still on stderr", show_group},
               [](RunOptions& o, Text t, Text w) { o.quiet = parse_bool(t, w); }},
};

constexpr CommandText run_text{
    .name = "squares [run]",
    .about =
        "Computes, stores and checks the squares of a range of integers, on many\n"
        "processes and threads:  mpirun -np 16 squares --threads 2\n"
        "\n"
        "Other commands: squares verify FILE…, squares study, squares doctor",
    .footer =
        "Each option may also be set as SQUARES_<OPTION> in the environment, or as\n"
        "option = value in the config file; the command line wins, then the environment.\n"
        "\n"
        "Exit codes: 0 done and checked, 64 usage, 65 a value is wrong, 66 no such input,\n"
        "69 wrong launch, 70 a bug, 73 the output exists or cannot be created, 74 input\n"
        "or output failed, 75 stopped early: --resume continues.",
};

constexpr std::array verify_settings{
    VerifySetting{{"threads", "N|auto", "threads in each rank (auto: its processors)", work_group},
                  [](VerifyOptions& o, Text t, Text w) { o.threads = parse_threads(t, w); }},
    VerifySetting{{"covers", "A..B", "the files hold A..B without gap or overlap", work_group},
                  [](VerifyOptions& o, Text t, Text w) { o.covers = parse_covers(t, w); }},
    VerifySetting{{"reopen", "", "make a damaged FILE a part again, whose wrong\nblocks --resume computes", file_group},
                  [](VerifyOptions& o, Text t, Text w) { o.reopen = parse_bool(t, w); }},
    VerifySetting{{"json", "", "one JSON document on stdout, no tables", show_group},
                  [](VerifyOptions& o, Text t, Text w) { o.json = parse_bool(t, w); }},
    VerifySetting{{"quiet", "", "nothing on stdout; the exit code tells", show_group},
                  [](VerifyOptions& o, Text t, Text w) { o.quiet = parse_bool(t, w); }},
};

constexpr CommandText verify_text{
    .name = "squares verify",
    .about =
        "Checks every value of files, and names what is wrong, where, and who wrote it.\n"
        "Also under mpirun: the ranks share the work.",
    .footer =
        "Exit codes: 0 all values are right, 65 a value is wrong, 66 a file is missing or\n"
        "not ours, 75 a part: what is done is right, and --resume computes the rest.",
    .takes_files = true,
};

constexpr std::array doctor_settings{
    DoctorSetting{{"output", "FILE", "where results would go (squares.h5); or the folder", file_group},
                  [](DoctorOptions& o, Text t, Text) { o.output = t; }},
    DoctorSetting{{"threads", "N|auto", "threads that each rank would have (1)", work_group},
                  [](DoctorOptions& o, Text t, Text w) { o.threads = parse_threads(t, w); }},
    DoctorSetting{{"patience", "DURATION", "how long a silent rank is waited for (30s)", work_group},
                  [](DoctorOptions& o, Text t, Text w) { o.patience_s = parse_patience(t, w); }},
    DoctorSetting{{"json", "", "one JSON document on stdout, no list", show_group},
                  [](DoctorOptions& o, Text t, Text w) { o.json = parse_bool(t, w); }},
};

constexpr CommandText doctor_text{
    .name = "squares doctor",
    .about =
        "Looks whether MPI, launcher, placement, HDF5, file system and Slurm work together\n"
        "here, and says what to do where they do not. Start it as the run would be started:\n"
        "mpirun -np 16 squares doctor --threads 2 --output /scratch/squares.h5",
    .footer =
        "Exit codes: 0 nothing is broken, 65 a value came back wrong, 69 wrong launch,\n"
        "73 nothing can be created there, 74 input or output failed, 75 a rank is silent.",
};

constexpr std::array study_settings{
    StudySetting{{"workload", "KIND,…", "of compute, memory, store, wait (all four)", work_group},
                 [](StudyOptions& o, Text t, Text w) { o.workloads = parse_workloads(t, w); }},
    StudySetting{{"scaling", "KIND,…",
                  "strong: the same range whatever the layout;\nweak: the same for each worker (both)", work_group},
                 [](StudyOptions& o, Text t, Text w) { o.scalings = parse_scalings(t, w); }},
    StudySetting{{"budget", "DURATION", "how long it may take (2m)", work_group},
                 [](StudyOptions& o, Text t, Text w) { o.budget_s = parse_duration(t, w); }},
    StudySetting{{"seed", "N", "of the order of the timings (1)", work_group},
                 [](StudyOptions& o, Text t, Text w) { o.seed = parse_integer(t, w); }},
    StudySetting{{"output", "FILE", "where all samples go (study.h5)", file_group},
                 [](StudyOptions& o, Text t, Text) { o.output = t; }},
    StudySetting{{"emit-sbatch", "FILE", "a job script with the recommended layout", file_group},
                 [](StudyOptions& o, Text t, Text) { o.sbatch = t; }},
    StudySetting{{"force", "", "replace the files that are there", file_group},
                 [](StudyOptions& o, Text t, Text w) { o.force = parse_bool(t, w); }},
    StudySetting{{"json", "", "one JSON document on stdout, no tables", show_group},
                 [](StudyOptions& o, Text t, Text w) { o.json = parse_bool(t, w); }},
    StudySetting{{"quiet", "", "nothing on stdout", show_group},
                 [](StudyOptions& o, Text t, Text w) { o.quiet = parse_bool(t, w); }},
};

constexpr CommandText study_text{
    .name = "squares study",
    .about =
        "How many ranks, how many threads? Times workloads on all layouts that the launch\n"
        "has room for, and says which is fastest:  mpirun -np 16 squares study --budget 5m",
    .footer =
        "Exit codes: 0 done, 64 usage, 65 a value is wrong, 69 wrong launch, 73 a file\n"
        "exists or cannot be created, 74 input or output failed.",
};

}  // namespace

Invocation parse_command_line(const std::vector<std::string>& arguments, const Surroundings& surroundings) {
  std::vector<std::string> rest = arguments;
  std::string command = "run";
  if (!rest.empty() && !rest.front().starts_with('-')) {
    command = rest.front();
    rest.erase(rest.begin());
  }
  // One config file serves all commands.
  std::vector<std::string> known;
  for (const RunSetting& setting : run_settings) known.emplace_back(setting.text.name);
  for (const VerifySetting& setting : verify_settings) known.emplace_back(setting.text.name);
  for (const DoctorSetting& setting : doctor_settings) known.emplace_back(setting.text.name);
  for (const StudySetting& setting : study_settings) known.emplace_back(setting.text.name);

  Invocation invocation;
  if (command == "run") {
    invocation.text =
        apply_settings<RunOptions>(run_text, run_settings, known, rest, surroundings, invocation.run).help;
  } else if (command == "verify") {
    invocation.command = Command::verify;
    SaidAll all =
        apply_settings<VerifyOptions>(verify_text, verify_settings, known, rest, surroundings, invocation.verify);
    invocation.text = all.help;
    invocation.verify.files = std::move(all.files);
  } else if (command == "doctor") {
    invocation.command = Command::doctor;
    invocation.text =
        apply_settings<DoctorOptions>(doctor_text, doctor_settings, known, rest, surroundings, invocation.doctor).help;
  } else if (command == "study") {
    invocation.command = Command::study;
    invocation.text =
        apply_settings<StudyOptions>(study_text, study_settings, known, rest, surroundings, invocation.study).help;
  } else {
    throw Error(Exit::usage, "there is no command '" + command + "'", "the command line",
                "the commands are run, verify, study and doctor; squares --help shows more");
  }
  return invocation;
}

}  // namespace squares
