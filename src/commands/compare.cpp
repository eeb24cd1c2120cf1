#include "commands/compare.hpp"

#include <fmt/format.h>

#include <utility>

#include "commands/read_files.hpp"
#include "report/compare_report.hpp"
#include "report/html.hpp"
#include "report/json.hpp"
#include "report/streams.hpp"
#include "system/file.hpp"

namespace squares {
namespace {

// The runs of a side; a run counts once.
std::vector<RunFile> runs_of(const std::vector<std::string>& names) {
  Files files = read_files(names);
  if (!files.studies.empty()) {
    throw Error(Exit::usage, "is a study, not a run", files.studies.front().name,
                "squares report shows studies; compare takes runs");
  }
  if (!files.nodes.empty()) {
    throw Error(Exit::usage, "is a measurement of nodes, not a run", files.nodes.front().name,
                "squares report shows it; compare takes runs");
  }
  files.runs.insert(files.runs.end(), files.parts.begin(), files.parts.end());
  return std::move(files.runs);
}

RunComparison compare_files(const CompareOptions& options) {
  if (!options.to.empty()) return compare_runs(runs_of(options.operands), runs_of(options.to));
  if (options.operands.size() == 2) return compare_runs(runs_of({options.operands[0]}), runs_of({options.operands[1]}));
  throw Error(Exit::usage, "which runs are compared with which?", "the command line",
              "give two files, or the runs of one side, --to, and those of the other");
}

}  // namespace

Exit compare(const CompareOptions& options) {
  const RunComparison runs = compare_files(options);
  const Comparison& total = runs.total.comparison;
  if (options.html) {
    write_text_file(*options.html, comparison_html(runs), options.force ? Existing::replaced : Existing::kept);
  }
  print(options.json    ? document(comparison_json(runs))
        : options.quiet ? ""
                        : comparison_text(runs) + (options.html ? page_text(*options.html) : ""));
  if (!options.fail_if_slower) return Exit::done;
  if (total.change == Change::unknown) {
    throw Error(Exit::usage, "too few runs for a verdict", "--fail-if-slower",
                fmt::format("give {} runs a side or more", samples_for_a_verdict));
  }
  return total.change == Change::slower && total.ratio > 1 + *options.fail_if_slower ? Exit::slower : Exit::done;
}

}  // namespace squares
