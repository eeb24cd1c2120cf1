// Where the claims are put to the test: workers side by side, timings by turns, and how what was timed is judged.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/range.hpp"
#include "record/claim.hpp"
#include "system/cpu_set.hpp"

namespace squares {

// By how much the lesson's "faster" and "held up" must show: by a quarter at least.
constexpr double notably = 1.25;

// Halfway between workers that do not hold each other up and workers that take turns.
constexpr double halfway(std::uint32_t workers) { return (1.0 + workers) / 2; }

// What all experiments have in common.
struct Lab {
  CpuSet processors;              // that they may use
  double allowed = 2;             // of their time, in processors: as far as the cgroup allows
  std::uint32_t workers = 2;      // threads or processes side by side: one a processor, 2 to 8
  double timing_s = 0.5;          // for the timings of one figure
  bool control = false;           // each experiment with the one change that must turn its verdict
  Range work;                     // takes one processor about 20 ms
  std::string python, extension;  // an interpreter, and the library of ours that it loads; "": none

  // For each figure, how many times as much as one processor all of them gave: the median of what was tried beside each
  // sample. nullptr where that does not matter.
  std::vector<double>* gains = nullptr;

  // Under MPI with two ranks or more: so many seconds, each from the question of rank 0 for a block of squares to the
  // block that rank 1 has answered with.
  std::function<std::vector<double>(std::uint64_t block, std::uint32_t times)> ask_by_message;
};

// The lab of a process that may use `processors`. Takes a moment to find out how much work takes 20 ms.
Lab make_lab(const CpuSet& processors);

// What an experiment needs to say anything.
enum class Needs {
  little,
  little_but_quiet,      // that others leave alone meanwhile: it times what takes little, and they may hold that up
  two_processors,        // for workers that meet
  two_quiet_processors,  // that others leave alone meanwhile: it times work side by side
};

// An experiment about one claim.
struct Experiment {
  const char* id;
  const char* what;     // what is done, in a sentence
  const char* control;  // what the control changes
  Needs needs;
  void (*run)(const Lab& lab, ClaimResult& result);
};
std::span<const Experiment> experiments_on_processes();
std::span<const Experiment> experiments_on_threads();
std::span<const Experiment> experiments_on_locks();
std::span<const Experiment> experiments_on_costs();
std::span<const Experiment> experiments_in_python();

// As long as it lives, the calling thread, and what it starts, has one of the lab's processors only, if so `wanted`.
class OnOneProcessor {
 public:
  OnOneProcessor(const Lab& lab, bool wanted);
  OnOneProcessor(const OnOneProcessor&) = delete;
  OnOneProcessor& operator=(const OnOneProcessor&) = delete;
  ~OnOneProcessor();

 private:
  CpuSet before_;
};

// The processors that the calling thread may use, one for each of so many workers: for them to be side by side must not
// be left to a kernel, which may have two on one processor for as long as a sample takes.
class OneForEach {
 public:
  // Called by a worker, as the first thing that it does.
  void bind(std::uint32_t worker) const;

 private:
  CpuSet all_ = CpuSet::of_this_process();
};

// What workers have done side by side. `seconds` is from before the first was started to after the last had ended.
struct Together {
  double seconds = 0;
  double cpu_s = 0;
  std::vector<double> busy_s;  // of each worker
};

// Works out some squares and returns their sum.
using Job = std::function<std::uint64_t(std::uint32_t worker)>;

// The job of each worker: in threads or processes that are started for it, each on a processor of its own, or one after
// the other by the calling thread. All sums together must be those of `whole`, or they throw Error(wrong_value). What a
// job throws in this process, they throw.
Together in_threads(std::uint32_t workers, Range whole, const Job& job);
Together in_processes(std::uint32_t workers, Range whole, const Job& job);
Together one_after_the_other(std::uint32_t workers, Range whole, const Job& job);

// A timing: does something, and returns what it took in seconds.
using Timing = std::function<double()>;
// How many times as long the one took as the other: timed by turns, after a first time of each that does not count,
// seven times and then on until the lab's time is up.
std::vector<double> ratios(const Lab& lab, const Timing& one, const Timing& other);
// The same figure for one timing.
std::vector<double> times_of(const Lab& lab, const Timing& one);

// Of tries in which a share of something may be lost.
std::size_t tries_with_losses(std::span<const double> lost_shares);
Figure largest_of(const std::string& name, std::span<const double> shares);

// Throws Error(wrong_value) that names the claim, if squares came out wrong.
void expect_right(bool right, const char* where);

}  // namespace squares
