#include "report/csv.hpp"

#include <fmt/format.h>

#include "core/decimal.hpp"
#include "core/error.hpp"

namespace squares {
namespace {

std::string cell(const std::string& text) {
  if (text.empty()) return "-";
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char letter : text) quoted += letter == '"' ? std::string("\"\"") : std::string(1, letter);
  return quoted + "\"";
}

std::string run_line(const RunFile& run) {
  const RunResult& result = run.result;
  const Plan& plan = result.plan;
  const std::uint64_t done = run.part ? run.part->done_numbers : plan.range.count;
  std::string line = fmt::format(
      "{},{},{},{},{},{},{},{},{},{},{},{},{},{}", cell(run.name), run.part ? "part" : "complete", plan.range.first,
      plan.range.last(), plan.range.count, done, 64 * words_per_square(plan.width()), plan.ranks, plan.threads,
      hosts_of(result).size(), plan.blocks, to_text(plan.schedule), checked_text(plan.verify), result.attempt);
  const auto add_time = [&](double seconds) { line += fmt::format(",{}", run.part ? unknown_s : seconds); };
  for (const Phase& phase : phases()) add_time(result.phases.*phase.seconds);
  add_time(result.phases.total_s);
  return line + fmt::format(",{},{},{},{},{}\n", sum_of_squares(plan.range), result.file_bytes,
                            cell(result.provenance.squares_version), cell(result.provenance.created),
                            cell(result.provenance.command));
}

std::string study_lines(const StudyFile& file) {
  std::string lines;
  for (const WorkloadResult& workload : file.study.workloads) {
    for (std::size_t i = 0; i < workload.layouts.size(); ++i) {
      const LayoutResult& layout = workload.layouts[i];
      lines += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", cell(file.name),
                           to_text(workload.workload), to_text(workload.scaling), layout.layout.ranks,
                           layout.layout.threads, workload.numbers, layout.samples, layout.median_s,
                           layout.interval_s.low, layout.interval_s.high, layout.interval_s.confidence, layout.speedup,
                           layout.efficiency, layout.load_balance, layout.is_tied ? 1 : 0, i == workload.best ? 1 : 0);
    }
  }
  return lines;
}

}  // namespace

std::string files_csv(const Files& files) {
  if (!files.studies.empty() && files.studies.size() != files.size()) {
    throw Error(Exit::usage, "runs and studies make different tables", "--csv", "give files of one kind");
  }
  for (const StudyFile& study : files.studies) {
    if (study.study.samples.empty()) throw Error(Exit::usage, "claims make no table", study.name, "ask for --json");
  }
  if (!files.studies.empty()) {
    std::string text =
        "file,workload,scaling,ranks,threads,numbers,samples,median_s,interval_low_s,interval_high_s,confidence,"
        "speedup,efficiency,load_balance,tied,best\n";
    for (const StudyFile& study : files.studies) text += study_lines(study);
    return text;
  }
  std::string text = "file,state,first,last,count,done,bits,ranks,threads,nodes,blocks,schedule,checked,attempt";
  for (const Phase& phase : phases()) text += "," + phase.key();
  text += ",total_s,sum,file_bytes,squares_version,created,command\n";
  for (const RunFile& run : files.runs) text += run_line(run);
  for (const RunFile& part : files.parts) text += run_line(part);
  return text;
}

}  // namespace squares
