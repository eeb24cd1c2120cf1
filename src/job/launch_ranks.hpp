// The launcher of a job's ranks, watched: it gets what Slurm says, and neither outlives the other.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "job/decide.hpp"

namespace squares {

// Signals to this process, taken one after the other: none interrupts anything. From here on SIGUSR1, SIGTERM, SIGINT
// and SIGCHLD end nothing.
class Signals {
 public:
  Signals();  // throws Error(io)
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  ~Signals();

  // The next one, or none within so many seconds.
  std::optional<int> next(double seconds);

  // What Slurm has said by signals that were taken. SIGTERM stays, whatever comes after it.
  [[nodiscard]] Told told() const { return told_; }
  // Takes signals as they come, for so many seconds, or until Slurm says something new.
  void listen(double seconds);

 private:
  int fd_;
  Told told_ = Told::nothing;
};

struct RanksCall {
  std::vector<std::string> launcher;  // with its options
  std::vector<std::string> command;   // squares and its arguments
  std::string mark;                   // by which the ranks of this try are known
  std::string submitted;              // the job script and its arguments, for the launch line that squares advises
  double grace_s = 30;                // how long a launcher may live without ranks, and ranks without their launcher
};

// Runs the ranks to their end. Returns the launcher's exit code as a shell says it. Tells them to stop (SIGUSR1) as
// soon as Slurm has said so. Kills a launcher that outlives its ranks on this node, since it may wait for ever for a
// node that is cut off. Kills ranks on this node that outlive their launcher.
int run_ranks(const RanksCall& call, Signals& signals);

// Processes of this node whose environment has the mark, and a rank in it.
std::vector<pid_t> ranks_here(const std::string& mark);

}  // namespace squares
