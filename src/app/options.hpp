// Options are what was typed; what they mean is the Plan's.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/plan.hpp"
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
  bool dry_run = false;
  bool json = false;
  bool quiet = false;
};

// The world that options come from, so that parsing is pure. Each gives nothing for what is not there.
struct Surroundings {
  std::function<std::optional<std::string>(const std::string& name)> variable;
  std::function<std::optional<std::string>(const std::string& path)> file;
};

// What a command line asks for: a text to print (help, version), or a run.
struct Invocation {
  std::string text;
  RunOptions run;
};

// `arguments` without the program's name. The command line beats the environment (SQUARES_<OPTION>), which beats the
// config file. Throws Error(usage).
Invocation parse_command_line(const std::vector<std::string>& arguments, const Surroundings& surroundings);

}  // namespace squares
