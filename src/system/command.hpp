// A command line of the user's, timed, with all that it starts.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace squares {

struct CommandEnd {
  std::optional<int> code;  // as a shell says it; none: it was ended before
  double seconds = 0;       // from its start until the shell had ended
  double cpu_s = 0;         // of its processes on this node
  std::string last_words;   // the end of what it has written to stdout and stderr
};

// Runs `line` by sh -c, in a session of its own and with nothing to read, for so long at most and as long as
// `goes_on()`, which is asked after each signal and ten times a second. It is not ended at once, but by SIGTERM, so
// that a launcher can end its ranks, and after 5 s by SIGKILL. Nothing that it has started on this node is left when
// this returns, wherever it has put itself, and soon nothing if this process dies. Throws Error(io) where the system
// has no room for a process. Of a process with one thread.
CommandEnd run_command(const std::string& line, double most_s, const std::function<bool()>& goes_on);

}  // namespace squares
