// Options are what was typed; what they mean is the Plan's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/settings.hpp"
#include "core/plan.hpp"
#include "core/study.hpp"
#include "report/progress.hpp"

namespace squares {

struct RunOptions {
  Request request;
  std::string output = "squares.h5";
  ProgressMode progress = ProgressMode::automatic;
  std::optional<double> deadline_s;
  double patience_s = 120;
  bool resume = false;
  bool force = false;
  bool strict = false;
  bool dry_run = false;
  bool json = false;
  bool quiet = false;
};

struct VerifyOptions {
  std::vector<std::string> operands;  // files
  std::uint32_t threads = threads_auto;
  std::optional<Range> covers;
  bool reopen = false;
  bool json = false;
  bool quiet = false;
};

struct DoctorOptions {
  std::string output = "squares.h5";
  std::uint32_t threads = 1;
  double patience_s = 30;
  bool json = false;
};

struct StudyOptions {
  std::vector<WorkloadKind> workloads{WorkloadKind::compute, WorkloadKind::memory, WorkloadKind::store,
                                      WorkloadKind::wait};
  std::vector<Scaling> scalings{Scaling::strong, Scaling::weak};
  std::string output = "study.h5";
  std::optional<std::string> sbatch;  // where to write a job script with the recommended layout
  double budget_s = 120;
  std::uint64_t seed = 1;
  bool force = false;
  bool json = false;
  bool quiet = false;
};

struct ClaimsOptions {
  std::vector<std::string> operands;  // ids of claims; none: all
  std::string example;                // to play instead; "": none
  std::string output;                 // a study's file to add them to, or a new one; "": none
  std::string python = "python3";
  double budget_s = 30;
  bool control = false;
  bool force = false;
  bool json = false;
  bool quiet = false;
};

struct ReportOptions {
  std::vector<std::string> operands;  // files
  std::optional<std::string> html;    // where to write a page
  std::optional<std::string> trace;   // where to write a trace
  bool csv = false;
  bool force = false;
  bool json = false;
  bool quiet = false;
};

struct CompareOptions {
  std::vector<std::string> operands;     // files
  std::vector<std::string> to;           // files; empty: the last of two operands
  std::optional<double> fail_if_slower;  // as a share of the time: 0.05 for 5 %
  bool json = false;
  bool quiet = false;
};

enum class Command { run, verify, study, claims, doctor, report, compare };

constexpr const char* to_text(Command command) {
  return command == Command::run      ? "run"
         : command == Command::verify ? "verify"
         : command == Command::study  ? "study"
         : command == Command::claims ? "claims"
         : command == Command::doctor ? "doctor"
         : command == Command::report ? "report"
                                      : "compare";
}

// What a command line asks for: a text to print (help, version), or a command.
struct Invocation {
  std::string text;
  Command command = Command::run;
  RunOptions run;
  VerifyOptions verify;
  StudyOptions study;
  ClaimsOptions claims;
  DoctorOptions doctor;
  ReportOptions report;
  CompareOptions compare;

  [[nodiscard]] bool json() const;
};

// The options of a command, a file each: options_run.cpp, …
template <class Options>
OptionTable<Options> option_table();

// A command with all its options, for whatever tells people of them: man pages, completion.
struct CommandHelp {
  std::string name;  // as it is typed after `squares`
  CommandText text;
  std::vector<SettingText> options;
};

std::vector<CommandHelp> help_of_all_commands();

// `arguments` without the program's name. The command line beats the environment (SQUARES_<OPTION>), which beats the
// config file. Throws Error(usage).
Invocation parse_command_line(const std::vector<std::string>& arguments, const Surroundings& surroundings);

}  // namespace squares
