// Options are what was typed; what they mean is the Plan's.
#pragma once

#include <string>
#include <vector>

#include "cli/settings.hpp"
#include "commands/claims.hpp"
#include "commands/compare.hpp"
#include "commands/doctor.hpp"
#include "commands/report.hpp"
#include "commands/study.hpp"
#include "commands/verify.hpp"
#include "run/run.hpp"

namespace squares {

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
