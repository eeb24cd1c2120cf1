// squares job: a run inside a batch job of Slurm, over as many tries as it takes.
#pragma once

#include <string>
#include <vector>

#include "core/error.hpp"
#include "run/run.hpp"

namespace squares {

struct JobOptions {
  RunOptions run;
  bool names_threads = false;  // else the allocation tells them
};

struct JobCall {
  JobOptions options;
  std::vector<std::string> arguments;  // options as typed, which the ranks get as well
};

// One process's alone, started by a job script. Throws Error.
Exit job(const JobCall& call);

}  // namespace squares
