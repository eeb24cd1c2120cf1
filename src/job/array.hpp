// An array of jobs, each of which computes a part of the range, and the job that judges them all.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/range.hpp"
#include "job/slurm.hpp"

namespace squares {

struct ArrayWork {
  Range whole;
  std::uint64_t parts = 1;
  std::string output;  // as the user gave it

  [[nodiscard]] Range range_of(std::uint64_t task) const { return part(whole, task - 1, parts); }  // task = 1…parts
  // "big-3.h5" of "big.h5".
  [[nodiscard]] std::string file_of(std::uint64_t task) const;
};

// `parts`: of $PARTS, else as many as the array's last task says. Throws Error(usage) for a task that has no part.
ArrayWork array_work(const Range& whole, const std::string& output, const ArrayTask& task, const std::string& parts);

// Submits the job that judges all parts when their tasks have ended, well or not: the same script, with these
// arguments. Where Slurm refuses it, prints how to judge them by hand, and returns.
void submit_verdict(const ArrayWork& work, const SlurmJob& job, const std::vector<std::string>& arguments,
                    const Variables& variable);

}  // namespace squares
