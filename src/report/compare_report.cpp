#include "report/compare_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <set>
#include <utility>

#include "core/error.hpp"
#include "record/description.hpp"
#include "report/format.hpp"
#include "report/run_tables.hpp"
#include "report/table.hpp"
#include "system/file_system.hpp"

namespace squares {
namespace {

// Of the total, and of all phases together: each phase alone must be surer, or one of them would differ by chance.
constexpr double confidence_of_total = 0.95;
constexpr double confidence_of_phase = 1 - (1 - confidence_of_total) / static_cast<double>(phases().size());

void expect_comparable(const RunFile& run, const RunFile& first) {
  if (run.part) {
    throw Error(Exit::usage, "the run has not come to its end", run.name, "compare finished runs");
  }
  if (run.result.attempt > 1) {
    throw Error(Exit::usage, "the run was resumed, so its phases tell of a part of it", run.name, "compare whole runs");
  }
  if (run.result.plan.range != first.result.plan.range) {
    throw Error(Exit::usage, "is of another range than " + first.name, run.name,
                "compare runs of the same range; squares report shows series of several ranges");
  }
}

std::vector<double> seconds_of(const std::vector<RunFile>& runs, Member<Phases, double> phase) {
  std::vector<double> seconds;
  for (const RunFile& run : runs) seconds.push_back(run.result.phases.*phase);
  return seconds;
}

// Unknown if one of them is: NaN has no place in an order.
double median_of(const std::vector<double>& seconds) {
  const bool known = std::none_of(seconds.begin(), seconds.end(), [](double one) { return std::isnan(one); });
  return known ? median(seconds) : unknown_s;
}

PhaseComparison compare_phase(const Phase& phase, const RunComparison& runs, double confidence) {
  const std::vector<double> a = seconds_of(runs.a, phase.seconds), b = seconds_of(runs.b, phase.seconds);
  PhaseComparison result{.phase = phase.name, .median_a_s = median_of(a), .median_b_s = median_of(b), .comparison = {}};
  // A phase that some run did not have is not compared.
  const auto is_time = [](double seconds) { return std::isfinite(seconds) && seconds > 0; };
  if (!std::all_of(a.begin(), a.end(), is_time) || !std::all_of(b.begin(), b.end(), is_time)) return result;
  result.comparison = compare_times(a, b, confidence);
  return result;
}

// All values that the runs of a side have.
using Fact = std::function<std::string(const RunFile&)>;

std::string values_of(const std::vector<RunFile>& runs, const Fact& fact) {
  std::set<std::string> values;
  for (const RunFile& run : runs) values.insert(fact(run));
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "" : "; ") + (value.empty() ? "-" : value);
  return text;
}

template <class Pick>
std::string over_ranks(const RunFile& run, const Pick& pick) {
  std::string text;
  std::string before;
  for (const RankReport& rank : latest_ranks(run.result)) {
    const std::string value = pick(rank);
    if (value != before) text += (text.empty() ? "" : " ") + value;
    before = value;
  }
  return text;
}

std::string folder_of(const RunFile& run) { return std::filesystem::path(run.result.file).parent_path(); }

std::string slowest_rank(const RunFile& run) {
  const auto slowest = slowest_of(latest_ranks(run.result));
  return slowest ? fmt::format("rank {} on {}", slowest->rank.rank, slowest->rank.host.str()) : "none";
}

std::vector<Difference> differences_of(const RunComparison& runs) {
  std::vector<Difference> found;
  const auto look = [&](const char* name, const Fact& fact) {
    const std::string a = values_of(runs.a, fact), b = values_of(runs.b, fact);
    if (a != b) found.push_back({name, a, b});
  };
  look("hosts", [](const RunFile& run) { return over_ranks(run, [](const auto& rank) { return rank.host.str(); }); });
  look("layout",
       [](const RunFile& run) { return fmt::format("{} x {}", run.result.plan.ranks, run.result.plan.threads); });
  look("processors",
       [](const RunFile& run) { return over_ranks(run, [](const auto& rank) { return rank.cpus.str(); }); });
  look("NUMA nodes",
       [](const RunFile& run) { return over_ranks(run, [](const auto& rank) { return rank.numa_nodes.str(); }); });
  look("blocks", [](const RunFile& run) { return grouped(run.result.plan.blocks); });
  look("schedule", [](const RunFile& run) { return std::string(to_text(run.result.plan.schedule)); });
  look("checked", [](const RunFile& run) { return std::string(checked_text(run.result.plan.verify)); });
  look("stored", [](const RunFile& run) { return storage_text(run.result.storage); });
  look("read back", [](const RunFile& run) { return main_source(run.result.sources); });
  look("squares", [](const RunFile& run) { return run.result.provenance.squares_version; });
  look("MPI", [](const RunFile& run) { return run.result.provenance.mpi_version; });
  look("HDF5", [](const RunFile& run) { return run.result.provenance.hdf5_version; });
  look("Boost", [](const RunFile& run) { return run.result.provenance.boost_version; });
  look("compiler", [](const RunFile& run) { return run.result.provenance.compiler; });
  look("file system", [](const RunFile& run) { return file_system_of(run.result.file); });
  look("folder", folder_of);
  look("slowest", slowest_rank);
  return found;
}

// With so many digits that a difference of a thousandth shows.
std::string seconds_text(double seconds) { return fmt::format("{:.{}f}", seconds, seconds < 0.1 ? 6 : 4); }

Row row_of(const PhaseComparison& phase) {
  const auto& [ratio, interval, change] = phase.comparison;
  const bool has_interval = interval.confidence > 0.5;
  return {{phase.phase, seconds_text(phase.median_a_s), seconds_text(phase.median_b_s),
           interval.high > 0 ? percent(ratio) : "-",
           has_interval ? percent(interval.low) + "–" + percent(interval.high) : "-",
           change == Change::unknown      ? ""
           : change == Change::none_shown ? "not shown"
                                          : to_text(change)}};
}

Json phase_json(const PhaseComparison& phase) {
  const Comparison& comparison = phase.comparison;
  return {{"phase", phase.phase},
          {"median_a_s", phase.median_a_s},
          {"median_b_s", phase.median_b_s},
          {"ratio", comparison.ratio},
          {"ratio_interval", interval_json(comparison.interval)},
          {"verdict", to_text(comparison.change)}};
}

Json names_json(const std::vector<RunFile>& runs) {
  Json names = Json::array();
  for (const RunFile& run : runs) names.push_back(run.name);
  return names;
}

Json differences_json(const std::vector<Difference>& differences) {
  Json json = Json::array();
  for (const Difference& one : differences) json.push_back({{"fact", one.fact}, {"a", one.a}, {"b", one.b}});
  return json;
}

}  // namespace

std::string differences_text(const std::vector<Difference>& differences) {
  if (differences.empty()) return "facts:   the same on both sides, as far as the files tell\n";
  std::string text;
  for (const Difference& one : differences)
    text += wrapped(fmt::format("differs: {}: A {}, B {}\n", one.fact, one.a, one.b));
  return text;
}

RunComparison compare_runs(std::vector<RunFile> a, std::vector<RunFile> b) {
  RunComparison runs{.a = std::move(a), .b = std::move(b), .total = {}, .phases = {}, .differences = {}};
  for (const auto* side : {&runs.a, &runs.b}) {
    for (const RunFile& run : *side) expect_comparable(run, runs.a.front());
  }
  runs.total = compare_phase(whole_run, runs, confidence_of_total);
  for (const Phase& phase : phases()) runs.phases.push_back(compare_phase(phase, runs, confidence_of_phase));
  runs.differences = differences_of(runs);
  return runs;
}

Table comparison_table(const RunComparison& runs) {
  const bool has_verdict = runs.total.comparison.change != Change::unknown;  // it is said in full below
  Table table{.columns = {{.head = "phase", .width = 8, .align = Align::left},
                          {.head = "A, s", .width = 9},
                          {.head = "B, s", .width = 9},
                          {.head = "B to A", .width = 10},
                          {.head = "its interval", .width = 21},
                          {.head = has_verdict ? "difference" : "", .align = Align::left}}};
  for (const PhaseComparison& phase : runs.phases) table.rows.push_back(row_of(phase));
  table.rows.push_back(row_of(runs.total));
  table.notes.emplace_back("A, B: medians; B to A: their ratio, with an interval by order statistics");
  return table;
}

std::string comparison_verdict(const RunComparison& runs) {
  const Comparison& total = runs.total.comparison;
  switch (total.change) {
    case Change::slower:
    case Change::faster:
      return fmt::format("B is {}, in total {} ({:.0f} % confidence: {} to {})", to_text(total.change),
                         percent(total.ratio), 100 * total.interval.confidence, percent(total.interval.low),
                         percent(total.interval.high));
    case Change::none_shown:
      return fmt::format("no difference shown in total; it lies between {} and {}", percent(total.interval.low),
                         percent(total.interval.high));
    case Change::unknown:
      break;
  }
  return fmt::format("no verdict: {} against {} may differ by chance; it takes {} a side", plural(runs.a.size(), "run"),
                     runs.b.size(), samples_for_a_verdict);
}

std::string comparison_names(const std::vector<RunFile>& runs) {
  std::string names;
  for (const RunFile& run : runs) names += (names.empty() ? "" : ", ") + run.name;
  return names;
}

std::string comparison_text(const RunComparison& runs) {
  const Range range = runs.a.front().result.plan.range;
  std::string text = fmt::format("squares of {}..{}\n", grouped(range.first), grouped(range.last())) +
                     wrapped("A: " + comparison_names(runs.a) + "\n") +
                     wrapped("B: " + comparison_names(runs.b) + "\n\n");
  text += table_text(comparison_table(runs)) + "\n";
  const bool is_verdict = runs.total.comparison.change != Change::unknown;
  text += wrapped((is_verdict ? "verdict: " : "") + comparison_verdict(runs) + "\n");
  return printable(text + differences_text(runs.differences));
}

Json comparison_json(const RunComparison& runs) {
  Json json{{"a", names_json(runs.a)},
            {"b", names_json(runs.b)},
            {"estimator", "ratio of the medians"},
            {"total", phase_json(runs.total)}};
  json["phases"] = Json::array();
  for (const PhaseComparison& phase : runs.phases) json["phases"].push_back(phase_json(phase));
  json["differences"] = differences_json(runs.differences);
  return json;
}

}  // namespace squares
