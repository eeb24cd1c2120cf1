// Options are what was typed; what they mean is the Plan's.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/settings.hpp"
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
  bool strict = false;
  bool dry_run = false;
  bool json = false;
  bool quiet = false;
};

struct VerifyOptions {
  std::vector<std::string> files;
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

enum class Command { run, verify, doctor };

// What a command line asks for: a text to print (help, version), or a command.
struct Invocation {
  std::string text;
  Command command = Command::run;
  RunOptions run;
  VerifyOptions verify;
  DoctorOptions doctor;

  [[nodiscard]] bool json() const {
    return command == Command::run ? run.json : command == Command::verify ? verify.json : doctor.json;
  }
};

// `arguments` without the program's name. The command line beats the environment (SQUARES_<OPTION>), which beats the
// config file. Throws Error(usage).
Invocation parse_command_line(const std::vector<std::string>& arguments, const Surroundings& surroundings);

}  // namespace squares
