#include <fmt/format.h>

#include <utility>
#include <vector>

#include "core/decimal.hpp"
#include "core/error.hpp"
#include "core/utf8.hpp"
#include "report/files_report.hpp"

namespace squares {
namespace {

// The cells of a line, each with the head of its column.
using Line = std::vector<std::pair<std::string, std::string>>;

std::string cell(const std::string& any_bytes) {
  if (any_bytes.empty()) return "-";
  const std::string text = valid_utf8(any_bytes);
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char letter : text) quoted += letter == '"' ? std::string("\"\"") : std::string(1, letter);
  return quoted + "\"";
}

std::string number(const auto& value) { return fmt::format("{}", value); }

Line line_of(const RunFile& run) {
  const RunResult& result = run.result;
  const Plan& plan = result.plan;
  Line line{{"file", run.name},
            {"state", run.part ? "part" : "complete"},
            {"first", number(plan.range.first)},
            {"last", number(plan.range.last())},
            {"count", number(plan.range.count)},
            {"done", number(run.part ? run.part->done_numbers : plan.range.count)},
            {"bits", number(64 * words_per_square(plan.width()))},
            {"ranks", number(plan.ranks)},
            {"threads", number(plan.threads)},
            {"nodes", number(hosts_of(result).size())},
            {"blocks", number(plan.blocks)},
            {"schedule", to_text(plan.schedule)},
            {"checked", checked_text(plan.verify)},
            {"attempt", number(result.attempt)}};
  const auto add_time = [&](const std::string& key, double seconds) {
    line.emplace_back(key, number(run.part ? unknown_s : seconds));
  };
  add_time(before_run.key(), result.phases.mpirun_s);
  for (const Phase& phase : phases()) add_time(phase.key(), result.phases.*phase.seconds);
  add_time("total_s", result.phases.total_s);
  line.insert(line.end(), {{"sum", sum_of_squares(plan.range)},
                           {"file_bytes", number(result.file_bytes)},
                           {"squares_version", result.provenance.squares_version},
                           {"created", result.provenance.created},
                           {"command", result.provenance.command}});
  return line;
}

Line line_of(const StudyFile& file, const WorkloadResult& workload, std::size_t i) {
  const LayoutResult& one = workload.layouts[i];
  return {{"file", file.name},
          {"workload", to_text(workload.workload)},
          {"scaling", to_text(workload.scaling)},
          {"ranks", number(one.layout.ranks)},
          {"threads", number(one.layout.threads)},
          {"numbers", number(workload.numbers)},
          {"samples", number(one.samples)},
          {"median_s", number(one.median_s)},
          {"interval_low_s", number(one.interval_s.low)},
          {"interval_high_s", number(one.interval_s.high)},
          {"confidence", number(one.interval_s.confidence)},
          {"speedup", number(one.speedup)},
          {"efficiency", number(one.efficiency)},
          {"load_balance", number(one.load_balance)},
          {"tied", one.is_tied ? "1" : "0"},
          {"best", i == workload.fastest ? "1" : "0"},
          {"recommended", i == workload.chosen ? "1" : "0"}};
}

// The lines under the heads of the first.
std::string csv_text(const std::vector<Line>& lines) {
  if (lines.empty()) return "file\n";
  std::string text;
  const auto add = [&](const Line& line, auto part) {
    for (const auto& entry : line) text += (&entry == &line.front() ? "" : ",") + cell(entry.*part);
    text += "\n";
  };
  add(lines.front(), &Line::value_type::first);
  for (const Line& line : lines) add(line, &Line::value_type::second);
  return text;
}

}  // namespace

std::string files_csv(const Files& files) {
  if (!files.studies.empty() && files.studies.size() != files.size()) {
    throw Error(Exit::usage, "runs and studies make different tables", "--csv", "give files of one kind");
  }
  if (!files.nodes.empty()) {
    throw Error(Exit::usage, "nodes make no table of runs", files.nodes.front().name, "ask for --json");
  }
  std::vector<Line> lines;
  for (const StudyFile& file : files.studies) {
    if (file.study.samples.empty()) throw Error(Exit::usage, "claims make no table", file.name, "ask for --json");
    for (const WorkloadResult& workload : file.study.workloads) {
      for (std::size_t i = 0; i < workload.layouts.size(); ++i) lines.push_back(line_of(file, workload, i));
    }
  }
  for (const auto* runs : {&files.runs, &files.parts}) {
    for (const RunFile& run : *runs) lines.push_back(line_of(run));
  }
  return csv_text(lines);
}

}  // namespace squares
