// What a study compares and measures, and what it concludes from that.
#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "core/statistics.hpp"
#include "record/description.hpp"
#include "record/measurement.hpp"

namespace squares {

// Ranks × threads.
struct Layout {
  std::uint32_t ranks = 1;
  std::uint32_t threads = 1;  // of each rank

  // At most 2^32−1, whatever a file says: never 0, by which others divide.
  [[nodiscard]] std::uint32_t workers() const {
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    return static_cast<std::uint32_t>(std::min(std::uint64_t{ranks} * threads, most));
  }
  friend auto operator<=>(const Layout&, const Layout&) = default;
};

// What bounds the work: the processor, memory, the file, or waiting for an answer. Or the work is a command of the
// user's, and nobody knows.
enum class WorkloadKind : std::uint32_t { compute, memory, store, wait, command };

constexpr const char* to_text(WorkloadKind kind) {
  return kind == WorkloadKind::compute  ? "compute"
         : kind == WorkloadKind::memory ? "memory"
         : kind == WorkloadKind::store  ? "store"
         : kind == WorkloadKind::wait   ? "wait"
                                        : "command";
}

enum class Scaling : std::uint32_t {
  strong,  // the same range whatever the layout
  weak,    // the same range for each worker
};

constexpr const char* to_text(Scaling scaling) { return scaling == Scaling::strong ? "strong" : "weak"; }

// One timing of one workload on one layout. A row of the study's file. With 0 ranks it is no layout's but a bound: the
// same work by so many plain threads of one node, a processor each, that nothing holds up.
struct Sample {
  std::uint32_t workload = 0;  // WorkloadKind
  std::uint32_t scaling = 0;   // Scaling
  std::uint32_t ranks = 0;
  std::uint32_t threads = 0;
  std::uint32_t round = 0;
  std::uint32_t tiny = 0;
  std::uint64_t numbers = 0;
  double seconds = 0;
  double cpu_s = 0;
  double load_balance = 0;

  [[nodiscard]] Layout layout() const { return {ranks, threads}; }
  [[nodiscard]] bool is_bound() const { return ranks == 0; }
  [[nodiscard]] double rate() const { return static_cast<double>(numbers) / seconds; }
};

template <>
struct Description<Sample> {
  static constexpr const char* path = "/samples";
  static constexpr const char* long_name = "samples: one row for each timing";
  static constexpr const char* dimension = "sample";
  static constexpr std::tuple columns{
      Column{"workload", &Sample::workload, "", "its name is the attribute `workload_N` of `/study`"},
      Column{"scaling", &Sample::scaling, "", "its name is the attribute `scaling_N` of `/study`"},
      Column{"ranks", &Sample::ranks, "1",
             "that worked; the others slept. 0: no layout, but the hardware's bound, the fastest of these: so many "
             "plain threads of one node"},
      Column{"threads", &Sample::threads, "1", "of each rank"},
      Column{"round", &Sample::round, "", "from 0; in each the layouts are measured in a random order of its own"},
      Column{"tiny", &Sample::tiny, "",
             "1: a number for each worker, to see what the layout costs without any work; 0: real work"},
      Column{"numbers", &Sample::numbers, "1", "how many squares"},
      Column{"seconds", &Sample::seconds, "s", "from the common start until the last rank had ended"},
      Column{"cpu_s", &Sample::cpu_s, "s", "processor time of all its ranks"},
      Column{"load_balance", &Sample::load_balance, "1",
             "mean over most of the threads' busy times: 1 is perfect; 0 of a command, where it is not known"},
  };
};

// What takes less is a timing of starts and stops: no serial part and no break-even follow from it.
constexpr double least_sample_s = 0.001;

// What the samples say of one layout.
struct LayoutResult {
  Layout layout;
  std::uint32_t samples = 0;
  double median_s = 0;
  Interval interval_s{};
  double speedup = 0;  // the median of one rank with one thread over this one; with weak scaling, of the rates
  Interval speedup_interval{};
  double efficiency = 0;
  std::optional<double> serial_fraction{};   // Karp and Flatt's; none for one worker, or where it is not from 0 to 1
  double load_balance = 0;                   // 0: unknown
  double numbers_per_s = 0;                  // at the median
  double cpu_share = 0;                      // processor time over wall time and workers
  std::optional<std::uint64_t> breakeven{};  // the smallest range at which it beats one thread; none if it never does
  bool is_tied = false;                      // not shown to be slower than the fastest
  bool is_too_short = false;                 // less than least_sample_s
};

// Where a study was made.
struct Machine {
  std::uint32_t nodes = 1;
  std::uint32_t processors = 0;  // of the smallest node; 0: unknown

  // A layout's ranks are spread evenly over the nodes.
  [[nodiscard]] std::uint32_t nodes_of(const Layout& layout) const;
  [[nodiscard]] std::uint32_t ranks_per_node(const Layout& layout) const;  // at most
  [[nodiscard]] std::uint32_t processors_of(const Layout& layout) const;
  [[nodiscard]] bool has_room_for(const Layout& layout) const;
};

// What the hardware of one node does with a workload, without ranks.
struct Bound {
  std::uint32_t threads = 0;
  double numbers_per_s = 0;  // at its fastest
};

// All layouts of one workload.
struct WorkloadResult {
  WorkloadKind workload = WorkloadKind::compute;
  Scaling scaling = Scaling::strong;
  std::uint64_t numbers = 0;            // of one worker, for weak scaling
  std::vector<LayoutResult> layouts{};  // the base case first
  std::size_t fastest = 0, chosen = 0;  // which of them
  std::uint32_t rounds_for_a_verdict = 0;
  std::optional<ScalingLaw> law{};  // fitted to the layouts of one thread each
  std::optional<Bound> bound{};

  [[nodiscard]] const LayoutResult& best() const { return layouts[fastest]; }
  [[nodiscard]] const LayoutResult& recommended() const { return layouts[chosen]; }
  // Whether each layout was timed often enough to be shown to be slower than the fastest.
  [[nodiscard]] bool has_verdict() const;
};

struct StudyResult {
  std::vector<Sample> samples;
  std::vector<WorkloadResult> workloads;
  double seconds = 0;
  std::uint32_t rounds = 0;
  std::uint32_t nodes = 1;
  std::uint32_t processors = 0;       // of the smallest node; 0: unknown
  double idle_cpu_share = unknown_s;  // of the time of a rank that had nothing to do, at most
  std::string timed{};                // the command that was timed, with {ranks} and {threads}; "": workloads were

  [[nodiscard]] Machine machine() const { return {nodes, processors}; }
};

template <>
struct Description<StudyResult> {
  static constexpr const char* path = "/study";
  static constexpr std::tuple columns{
      Column{"nodes", &StudyResult::nodes, "1", ""},
      Column{"processors", &StudyResult::processors, "1", "of the smallest node", false},
      Column{"idle_cpu_share", &StudyResult::idle_cpu_share, "1",
             "processor time of a rank that had nothing to do, at most", false},
      Column{"rounds", &StudyResult::rounds, "1", "how many were begun"},
      Column{"seconds", &StudyResult::seconds, "s", "how long the study took"},
      Column{"timed", &StudyResult::timed, "",
             "the command of the user's that was timed, as it was given; empty where workloads were", false},
  };
};

// The rate of the fastest layout over that of the hardware, on this many nodes, which share one file system. None if
// it was not measured.
std::optional<double> share_of_bound(const WorkloadResult& workload, std::uint32_t nodes);

// What part of a processor each of a layout's computing threads was given, of the layout that was given least, if that
// is notably less than a whole one: others are at work here, or the machine is promised twice.
struct Shortfall {
  Layout layout;
  double cpu_share = 1;
};
std::optional<Shortfall> shortfall(const StudyResult& study);

// What `timed` is for a layout: {ranks}, {threads} and {nodes} are replaced.
std::string command_of(const std::string& timed, const Layout& layout, const Machine& machine);

// Half the width of the widest interval of all medians, over its median.
double widest_interval(const std::vector<WorkloadResult>& workloads);

// Pure. Of each workload and scaling in the samples.
std::vector<WorkloadResult> analyse(const std::vector<Sample>& samples, const Machine& machine = {});

}  // namespace squares
