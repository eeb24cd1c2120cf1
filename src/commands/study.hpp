// squares study: how many ranks, how many threads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "parallel/world.hpp"
#include "record/study.hpp"
#include "system/launch.hpp"

namespace squares {

struct StudyOptions {
  std::vector<WorkloadKind> workloads{WorkloadKind::compute, WorkloadKind::memory, WorkloadKind::store,
                                      WorkloadKind::wait};
  std::vector<Scaling> scalings{Scaling::strong, Scaling::weak};
  std::string command;  // of the user's, to be timed instead of the workloads; "": these
  std::string output = "study.h5";
  std::optional<std::string> sbatch;  // where to write a job script with the recommended layout
  double budget_s = 120;
  std::uint64_t seed = 1;
  bool force = false;
  bool json = false;
  bool quiet = false;
};

struct StudyCall {
  StudyOptions options;
  std::string typed;  // the command line
};

// Collective; the master's options count.
Exit study(const World& world, const StudyCall& call, const Launch& launch);

// Of a command. One process's alone, without MPI: what it starts may be launches of their own.
Exit study_command(const StudyCall& call);

}  // namespace squares
