// Options are what was typed; what they mean is the Plan's.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "commands/claims.hpp"
#include "commands/compare.hpp"
#include "commands/doctor.hpp"
#include "commands/job.hpp"
#include "commands/nodes.hpp"
#include "commands/report.hpp"
#include "commands/study.hpp"
#include "commands/verify.hpp"
#include "run/run.hpp"

namespace squares {

// In the order of command_table().
enum class Command { run, verify, study, nodes, claims, doctor, report, compare, job, help, version };

// What a command line asks for: a text to print (help, version), or a command.
struct Invocation {
  std::string text;
  Command command = Command::run;
  bool json = false;
  std::vector<std::string> warnings;
  RunOptions run;
  VerifyOptions verify;
  StudyOptions study;
  NodesOptions nodes;
  ClaimsOptions claims;
  DoctorOptions doctor;
  ReportOptions report;
  CompareOptions compare;
  JobOptions job;
  std::vector<std::string> typed_options;  // of the command line, one after the other, as ranks can be given them
};

// The world that options come from, so that parsing is pure. The first two give nothing for what is not there.
struct Surroundings {
  std::function<std::optional<std::string>(const std::string& name)> variable;
  std::function<std::optional<std::string>(const std::string& path)> file;
  std::vector<std::string> variables;  // the names of all that begin with SQUARES_
};

Surroundings surroundings_of_this_process();

// `arguments` without the program's name. The command line beats the environment (SQUARES_<OPTION>), which beats the
// config file. Throws Error(usage).
Invocation parse_command_line(const std::vector<std::string>& arguments, const Surroundings& surroundings);

}  // namespace squares
