// Other programs: the launcher of a job, scontrol, python3, gnuplot.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace squares {

struct Program {
  std::vector<std::string> words;  // the first is looked for in PATH
  // Variables that it gets otherwise than this process has them; without a value: not at all.
  std::map<std::string, std::optional<std::string>> environment = {};
  bool ignores_sigterm = false;  // so that it can answer although the job that it is part of is being cancelled
  std::uint64_t most_bytes = 0;  // of each file that it writes, stdout included: more ends it; 0: no limit of its own
  // Of its stdin, stdout and stderr; < 0: as this process has it.
  int input = -1, output = -1, errors = -1;
};

// Starts it as the leader of a session of its own, with no signal blocked or ignored; it gets `at_our_death` when the
// thread that started it dies. Throws Error(io) if the system has no room for a process. A program that is not there
// ends with 127, one that cannot be started with 126, as a shell says it.
pid_t start_program(const Program& program, int at_our_death);

// In a child that `parent` has forked: SIGKILL ends it when the thread that forked it dies.
void die_with(pid_t parent);

// An exit code as a shell knows it: 128 + the signal that ended it.
int exit_code(int wait_status);

struct ProgramEnd {
  std::string output, errors;  // what it has written, at most 64 MiB each
  std::optional<int> code;     // none: it did not end in time
};

// Runs it to its end, for so long at most; then it is killed, with all that it has started in its session. It reads
// `input`. Throws as start_program() does, and Error(io) where there is no memory for what it writes.
ProgramEnd run_program(Program program, double patience_s, const std::string& input = "");

// Why it is of no use, in one line: "gnuplot ended with 1: line 3: undefined variable".
std::string reason_of(const ProgramEnd& end, const std::string& name, double patience_s);

}  // namespace squares
