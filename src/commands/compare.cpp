#include "commands/compare.hpp"

#include <fmt/format.h>

#include <utility>

#include "commands/outputs.hpp"
#include "commands/read_files.hpp"
#include "nodes/compare_nodes.hpp"
#include "report/compare_report.hpp"
#include "report/html.hpp"
#include "report/json.hpp"
#include "report/nodes_comparison_report.hpp"
#include "report/streams.hpp"
#include "system/file.hpp"

namespace squares {
namespace {

struct Sides {
  Files a, b;
};

Sides read_sides(const CompareOptions& options) {
  expect_apart({{"--html", options.html}}, options.operands);
  expect_apart({{"--html", options.html}}, options.to);
  if (!options.to.empty()) return {read_files(options.operands), read_files(options.to)};
  if (options.operands.size() == 2) return {read_files({options.operands[0]}), read_files({options.operands[1]})};
  throw Error(Exit::usage, "which files are compared with which?", "the command line",
              "give two files, or the runs of one side, --to, and those of the other");
}

std::vector<RunFile> runs_of(Files& files) {
  if (!files.studies.empty()) {
    throw Error(Exit::usage, "is a study, not a run", files.studies.front().name,
                "squares report shows studies; compare takes runs, or two measurements of nodes");
  }
  files.runs.insert(files.runs.end(), files.parts.begin(), files.parts.end());
  return std::move(files.runs);
}

NodesComparison compare_nodes_of(Sides& sides) {
  if (sides.a.nodes.size() != 1 || sides.a.size() != 1 || sides.b.nodes.size() != 1 || sides.b.size() != 1) {
    throw Error(Exit::usage, "is a measurement of nodes, which is compared with one other",
                (sides.a.nodes.empty() ? sides.b : sides.a).nodes.front().name,
                "give two files of squares nodes, or runs alone");
  }
  NodesComparison nodes = compare_measurements(std::move(sides.a.nodes.front()), std::move(sides.b.nodes.front()));
  if (nodes.common.empty()) {
    throw Error(Exit::usage, "no node is in both measurements", nodes.a.name + " and " + nodes.b.name,
                "compare measurements of the same nodes, which are known by their host names");
  }
  return nodes;
}

template <class Compared>
void show(const Compared& compared, const CompareOptions& options) {
  if (options.html) {
    write_text_file(*options.html, comparison_html(compared), by_force(options.force));
  }
  print(options.json    ? document(comparison_json(compared))
        : options.quiet ? ""
                        : comparison_text(compared) + (options.html ? page_text(*options.html) : ""));
}

// `most`: the share by which B may be slower.
Exit exit_of(const RunComparison& runs, double most) {
  const Comparison& total = runs.total.comparison;
  if (total.change == Change::unknown) {
    throw Error(Exit::usage, "too few runs for a verdict", "--fail-if-slower",
                fmt::format("give {} runs a side or more", samples_for_a_verdict));
  }
  return total.change == Change::slower && total.ratio > 1 + most ? Exit::slower : Exit::done;
}

Exit exit_of(const NodesComparison& nodes, double most) {
  if (nodes.has_wrong_values()) return Exit::wrong_value;
  if (!nodes.has_verdict()) {
    throw Error(Exit::usage, "too few rounds for a verdict", "--fail-if-slower",
                fmt::format("give measurements of {} rounds or more", rounds_for_a_rule));
  }
  const std::vector<FigureComparison> slower = nodes.changed(Change::slower);
  return !slower.empty() && slower.front().comparison.ratio > 1 + most ? Exit::slower : Exit::done;
}

template <class Compared>
Exit conclude(const Compared& compared, const CompareOptions& options) {
  show(compared, options);
  return options.fail_if_slower ? exit_of(compared, *options.fail_if_slower) : Exit::done;
}

}  // namespace

Exit compare(const CompareOptions& options) {
  Sides sides = read_sides(options);
  if (!sides.a.nodes.empty() || !sides.b.nodes.empty()) return conclude(compare_nodes_of(sides), options);
  return conclude(compare_runs(runs_of(sides.a), runs_of(sides.b)), options);
}

}  // namespace squares
