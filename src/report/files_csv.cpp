#include "core/decimal.hpp"
#include "core/error.hpp"
#include "report/csv.hpp"
#include "report/files_report.hpp"
#include "report/nodes_csv.hpp"

namespace squares {
namespace {

CsvLine line_of(const RunFile& run) {
  const RunResult& result = run.result;
  const Plan& plan = result.plan;
  CsvLine line{{"file", run.name},
               {"state", run.part ? "part" : "complete"},
               {"first", csv_number(plan.range.first)},
               {"last", csv_number(plan.range.last())},
               {"count", csv_number(plan.range.count)},
               {"done", csv_number(run.part ? run.part->done_numbers : plan.range.count)},
               {"bits", csv_number(64 * words_per_square(plan.width()))},
               {"ranks", csv_number(plan.ranks)},
               {"threads", csv_number(plan.threads)},
               {"nodes", csv_number(hosts_of(result).size())},
               {"blocks", csv_number(plan.blocks)},
               {"schedule", to_text(plan.schedule)},
               {"checked", checked_text(plan.verify)},
               {"attempt", csv_number(result.attempt)}};
  const auto add_time = [&](const std::string& key, double seconds) {
    line.emplace_back(key, csv_number(run.part ? unknown_s : seconds));
  };
  add_time(before_run.key(), result.phases.mpirun_s);
  for (const Phase& phase : phases()) add_time(phase.key(), result.phases.*phase.seconds);
  add_time("total_s", result.phases.total_s);
  line.insert(line.end(), {{"sum", sum_of_squares(plan.range)},
                           {"file_bytes", csv_number(result.file_bytes)},
                           {"squares_version", result.provenance.squares_version},
                           {"created", result.provenance.created},
                           {"command", result.provenance.command}});
  return line;
}

CsvLine line_of(const StudyFile& file, const WorkloadResult& workload, std::size_t i) {
  const LayoutResult& one = workload.layouts[i];
  return {{"file", file.name},
          {"workload", to_text(workload.workload)},
          {"scaling", to_text(workload.scaling)},
          {"ranks", csv_number(one.layout.ranks)},
          {"threads", csv_number(one.layout.threads)},
          {"numbers", csv_number(workload.numbers)},
          {"samples", csv_number(one.samples)},
          {"median_s", csv_number(one.median_s)},
          {"interval_low_s", csv_number(one.interval_s.low)},
          {"interval_high_s", csv_number(one.interval_s.high)},
          {"confidence", csv_number(one.interval_s.confidence)},
          {"speedup", csv_number(one.speedup)},
          {"efficiency", csv_number(one.efficiency)},
          {"load_balance", csv_number(one.load_balance)},
          {"tied", one.is_tied ? "1" : "0"},
          {"best", i == workload.fastest ? "1" : "0"},
          {"recommended", i == workload.chosen ? "1" : "0"}};
}

}  // namespace

std::string files_csv(const Files& files) {
  for (const std::size_t of_one_kind : {files.studies.size(), files.nodes.size()}) {
    if (of_one_kind != 0 && of_one_kind != files.size())
      throw Error(Exit::usage, "runs, studies and nodes make different tables", "--csv", "give files of one kind");
  }
  Csv csv;
  for (const NodesFile& file : files.nodes) add_samples(file, csv);
  for (const StudyFile& file : files.studies) {
    if (file.study.samples.empty()) throw Error(Exit::usage, "claims make no table", file.name, "ask for --json");
    for (const WorkloadResult& workload : file.study.workloads) {
      for (std::size_t i = 0; i < workload.layouts.size(); ++i) csv.add(line_of(file, workload, i));
    }
  }
  for (const auto* runs : {&files.runs, &files.parts}) {
    for (const RunFile& run : *runs) csv.add(line_of(run));
  }
  return csv.text();
}

}  // namespace squares
