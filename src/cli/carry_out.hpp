// From a command line to its exit code, on every process of a launch.
#pragma once

#include <exception>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "core/stopwatch.hpp"

namespace squares {

struct CommandLine {
  Invocation asked;
  std::exception_ptr misread;  // why it cannot be read; the launcher decides who prints that
  std::string typed;           // as it can be pasted into a shell
};

// Throws nothing.
CommandLine read_command_line(const std::vector<std::string>& arguments, const Surroundings& surroundings);

// Starts MPI if the command needs it. All ranks leave with the same code, and an error is printed once, or once a node
// if it comes before MPI. `argc` and `argv` are for MPI; `since_start` runs since main().
Exit carry_out(const CommandLine& line, int argc, char** argv, Stopwatch since_start);

}  // namespace squares
