#include "report/study_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <vector>

#include "report/format.hpp"
#include "report/html.hpp"
#include "report/plots.hpp"
#include "report/table.hpp"
#include "system/launcher_words.hpp"
#include "system/shell_words.hpp"

namespace squares {
namespace {

const char* work_text(WorkloadKind kind) {
  switch (kind) {
    case WorkloadKind::compute:
      return "each square worked out again and again in registers";
    case WorkloadKind::memory:
      return "squares written into memory and read again";
    case WorkloadKind::store:
      return "squares into one file, as a run does";
    case WorkloadKind::wait:
      return "squares asked from a server that answers late";
    case WorkloadKind::command:
      return "timed from its start to its end";
  }
  return "";
}

// What the bound of a workload is.
const char* bound_text(WorkloadKind kind) {
  switch (kind) {
    case WorkloadKind::compute:
      return "the same by a thread on each processor";
    case WorkloadKind::memory:
      return "memset and a sum, by a thread on each processor";
    case WorkloadKind::store:
      return "pwrite of the same bytes into a reserved file";
    case WorkloadKind::wait:
      return "a server that answers at once";
    case WorkloadKind::command:
      break;
  }
  return "";
}

std::string base_case_text(const WorkloadResult& workload) {
  const std::string work = workload.workload == WorkloadKind::command ? "" : plural(workload.numbers, "number") + " ";
  return fmt::format("base case: 1 rank with 1 thread, {}in {:.4f} s", work, workload.layouts.front().median_s);
}

Table table_of(const WorkloadResult& workload) {
  const auto ratio = [](double value) { return fmt::format("{:.2f}", value); };
  Table table{
      .caption = {base_case_text(workload)},
      .columns = {{.head = "ranks × threads", .text_head = "ranks x\nthreads", .width = 9, .align = Align::left},
                  {.head = "samples", .only_on_page = true},
                  {.head = "median ms", .text_head = "median\nms", .width = 8},
                  {.head = "its interval ms", .text_head = "its interval\nms", .width = 19},
                  {.head = "speed-up", .text_head = "speed-\nup", .width = 7},
                  {.head = "efficiency", .text_head = "effi-\nciency", .width = 6},
                  {.head = "serial part", .text_head = "serial\npart", .width = 7},
                  {.head = "load balance", .text_head = "load\nbalance", .width = 7},
                  {.head = "breaks even at", .text_head = "breaks\neven at", .width = 8}}};
  for (std::size_t i = 0; i < workload.layouts.size(); ++i) {
    const LayoutResult& one = workload.layouts[i];
    const char* mark = i == workload.fastest ? " *" : one.is_tied ? " =" : "";
    table.rows.push_back(
        {{layout_text(one.layout) + mark, std::to_string(one.samples), ratio(1e3 * one.median_s),
          ratio(1e3 * one.interval_s.low) + "–" + ratio(1e3 * one.interval_s.high), ratio(one.speedup),
          ratio(one.efficiency), one.serial_fraction ? fmt::format("{:.3f}", *one.serial_fraction) : "-",
          one.load_balance > 0 ? ratio(one.load_balance) : "-", one.breakeven ? human_count(*one.breakeven) : "-"}});
  }
  return table;
}

// Layouts of which serial part and break-even are not shown.
std::string short_text(const WorkloadResult& workload) {
  std::string layouts;
  for (const LayoutResult& layout : workload.layouts) {
    if (layout.is_too_short) layouts += (layouts.empty() ? "" : ", ") + layout_text(layout.layout);
  }
  return layouts.empty()
             ? ""
             : fmt::format("timings below {:.0f} ms are mostly of starts and stops: {}", 1e3 * least_sample_s, layouts);
}

// What the table says of the hardware and of the workload's law.
std::vector<std::string> remarks_on(const WorkloadResult& workload, std::uint32_t nodes) {
  std::vector<std::string> remarks;
  if (const auto share = share_of_bound(workload, nodes)) {
    remarks.push_back(fmt::format("{} reaches {:.2f} of the hardware's best: {}{}", layout_text(workload.best().layout),
                                  *share, bound_text(workload.workload),
                                  nodes > 1 && workload.workload != WorkloadKind::store ? " of all nodes" : ""));
  }
  if (workload.law) {
    double worst = 0;
    for (const double residual : workload.law->residuals) worst = std::max(worst, std::abs(residual));
    remarks.push_back(fmt::format("law: {:.3f} contention, {:.5f} coherence; off by {:.2f} at most",
                                  workload.law->contention, workload.law->coherence, worst));
  }
  if (const std::string too_short = short_text(workload); !too_short.empty()) remarks.push_back(too_short);
  return remarks;
}

std::string heading_of(const WorkloadResult& workload, const StudyResult& study) {
  return workload.workload == WorkloadKind::command
             ? "command " + quoted(study.timed)
             : fmt::format("{}, {} scaling", to_text(workload.workload), to_text(workload.scaling));
}

std::string times_text(const LayoutResult& layout) { return fmt::format("{:.2f} times one thread", layout.speedup); }

// "not shown to be slower: 4 × 1, 2 × 2", but for those that are named already; "" if there are no others.
std::string ties_beside(std::initializer_list<Layout> named, const WorkloadResult& workload) {
  std::string ties;
  for (const LayoutResult& layout : workload.layouts) {
    if (layout.is_tied && std::find(named.begin(), named.end(), layout.layout) == named.end())
      ties += (ties.empty() ? "not shown to be slower: " : ", ") + layout_text(layout.layout);
  }
  return ties;
}

std::string further_ties(const WorkloadResult& workload) {
  const std::string ties = ties_beside({workload.best().layout, workload.recommended().layout}, workload);
  return (ties.empty() ? "" : "; ") + ties;
}

std::string answer_of(const WorkloadResult& workload) {
  const LayoutResult &chosen = workload.recommended(), &best = workload.best();
  const std::string words = layout_words(chosen.layout);
  if (!workload.has_verdict()) {
    const char* among = chosen.layout == best.layout ? "" : " where each thread has a processor";
    return fmt::format("{} has the shortest median{}, {}, of too few rounds to tell: it takes {} of each layout", words,
                       among, times_text(chosen), workload.rounds_for_a_verdict);
  }
  if (chosen.layout == best.layout) {
    return fmt::format("{} is fastest, {}", words, times_text(chosen)) + further_ties(workload);
  }
  const std::string faster = fmt::format("{} ({})", layout_text(best.layout), times_text(best));
  if (!chosen.is_tied) {
    return fmt::format("{} is fastest of those with a processor for each thread, {}; {} is faster, without", words,
                       times_text(chosen), faster);
  }
  return fmt::format("{}, {}, is not shown to be slower than the fastest, {}, which has more threads", words,
                     times_text(chosen), faster) +
         further_ties(workload);
}

// The answer of each workload and scaling.
Table summary_of(const StudyResult& study) {
  Table table{.columns = {{.head = "workload", .align = Align::left},
                          {.head = "scaling", .align = Align::left},
                          {.head = "layout"},
                          {.head = "speed-up"},
                          {.head = "", .align = Align::left}}};
  for (const WorkloadResult& workload : study.workloads) {
    const LayoutResult& chosen = workload.recommended();
    table.rows.push_back(
        {{to_text(workload.workload), to_text(workload.scaling), layout_text(chosen.layout),
          fmt::format("{:.2f}", chosen.speedup),
          workload.has_verdict() ? ties_beside({chosen.layout}, workload) : "of too few rounds to tell"}});
  }
  return table;
}

// What marks, intervals and times of all tables are worth.
std::vector<std::string> remarks_on(const StudyResult& study) {
  double confidence = 1;
  for (const WorkloadResult& workload : study.workloads) {
    for (const LayoutResult& layout : workload.layouts) confidence = std::min(confidence, layout.interval_s.confidence);
  }
  std::vector<std::string> remarks{
      "*: fastest; =: not shown to be slower, of all layouts together with 95 % confidence",
      "speed-up: the median of 1 rank with 1 thread over that of the layout; serial part: "
      "Karp and Flatt's; -: none, or none that is possible",
      confidence_text(confidence, "a larger --budget gives more rounds")};
  if (const auto least = shortfall(study)) {
    remarks.push_back(
        fmt::format("the processors were partly used by other processes or by the hypervisor: with {} each computing "
                    "thread was given {:.2f} of one",
                    layout_text(least->layout), least->cpu_share));
  }
  return remarks;
}

// A recommendation is of strong scaling, if there is a table of it.
bool is_recommended(const WorkloadResult& workload, const StudyResult& study) {
  return workload.scaling == Scaling::strong || study.workloads.size() == 1;
}

std::string lines_text(const LaunchLines& lines, const std::string& indent) {
  return indent + lines.mpirun + "\n" + (lines.srun.empty() ? "" : indent + lines.srun + "\n") + indent + lines.sbatch;
}

std::string workload_html(const WorkloadResult& workload, const StudyResult& study) {
  const LaunchLines lines = launch_lines(workload.workload, workload.recommended().layout, study);
  std::string html = paragraph_html(work_text(workload.workload), "soft") +
                     paragraph_html(answer_of(workload), "verdict good") + command_html(lines_text(lines, "")) +
                     figure_html(heat_map(workload)) + figure_html(speedup_plot(workload, study)) +
                     table_html(table_of(workload));
  for (const std::string& remark : remarks_on(workload, study.nodes)) html += paragraph_html(remark);
  const bool is_command = workload.workload == WorkloadKind::command;
  return section_html((is_command ? "" : "Workload ") + heading_of(workload, study), html);
}

Json layout_json(const LayoutResult& layout) {
  Json json{{"ranks", layout.layout.ranks},
            {"threads", layout.layout.threads},
            {"samples", layout.samples},
            {"median_s", layout.median_s},
            {"interval_s", interval_json(layout.interval_s)},
            {"speedup", layout.speedup},
            {"speedup_interval", interval_json(layout.speedup_interval)},
            {"efficiency", layout.efficiency},
            {"serial_fraction", layout.serial_fraction ? Json(*layout.serial_fraction) : Json()},
            {"load_balance", layout.load_balance > 0 ? Json(layout.load_balance) : Json()},
            {"numbers_per_s", layout.numbers_per_s},
            {"cpu_share", layout.cpu_share},
            {"breakeven_numbers", layout.breakeven ? Json(*layout.breakeven) : Json()},
            {"tied", layout.is_tied}};
  return json;
}

}  // namespace

LaunchLines launch_lines(WorkloadKind workload, const Layout& layout, const StudyResult& study) {
  const Machine machine = study.machine();
  const std::uint32_t each = machine.ranks_per_node(layout);
  const RankLayout places{.nodes = machine.nodes_of(layout),
                          .ranks = layout.ranks,
                          .ranks_per_node = each,
                          .threads = layout.threads,
                          .takes_turns = each * layout.threads > study.processors};  // or they wait, as a rule
  const std::string sbatch = fmt::format("#SBATCH {}\n", joined(sbatch_options(places)));
  if (workload == WorkloadKind::command)
    return {.mpirun = command_of(study.timed, layout, machine), .srun = "", .sbatch = sbatch};
  // squares itself computes and stores: it has no use for threads that wait.
  const std::string program =
      workload == WorkloadKind::wait ? "YOUR_PROGRAM" : fmt::format("squares --threads {}", layout.threads);
  return {.mpirun = fmt::format("mpirun {} {}", joined(mpirun_options(places)), program),
          .srun = fmt::format("srun {} {}", joined(srun_options(places)), program),
          .sbatch = sbatch};
}

std::string study_text(const StudyResult& study, const std::string& machine) {
  std::string text = machine + "\n";
  const auto add = [&](const std::string& line) { text += wrapped(terminal_text(line) + "\n"); };
  for (const WorkloadResult& workload : study.workloads) {
    text += "\n" + wrapped(terminal_text(heading_of(workload, study) + ": " + work_text(workload.workload)) + "\n") +
            table_text(table_of(workload));
    for (const std::string& remark : remarks_on(workload, study.nodes)) add(remark);
  }
  text += "\n";
  for (const std::string& remark : remarks_on(study)) add(remark);
  text += "\n";
  for (const WorkloadResult& workload : study.workloads) {
    if (!is_recommended(workload, study)) continue;
    add(fmt::format("{}: {}", to_text(workload.workload), answer_of(workload)));
    text += lines_text(launch_lines(workload.workload, workload.recommended().layout, study), "  ");
  }
  return text;
}

std::string study_html(const StudyResult& study, const std::string& machine) {
  std::string html = paragraph_html(machine);
  if (study.workloads.size() > 1) html += table_html(summary_of(study));
  for (const WorkloadResult& workload : study.workloads) html += workload_html(workload, study);
  for (const std::string& remark : remarks_on(study)) html += paragraph_html(remark, "soft");
  return html;
}

Json study_json(const StudyResult& study) {
  Json json{{"rounds", study.rounds}, {"total_s", study.seconds}, {"idle_cpu_share", study.idle_cpu_share}};
  if (const auto least = shortfall(study)) {
    json["shortfall"] = {
        {"ranks", least->layout.ranks}, {"threads", least->layout.threads}, {"cpu_share", least->cpu_share}};
  }
  if (!study.timed.empty()) json["command"] = study.timed;
  json["workloads"] = Json::array();
  json["recommendation"] = Json::array();
  for (const WorkloadResult& workload : study.workloads) {
    Json entry{{"workload", to_text(workload.workload)},
               {"scaling", to_text(workload.scaling)},
               {"numbers", workload.numbers},
               {"verdict", workload.has_verdict()},
               {"rounds_for_a_verdict", workload.rounds_for_a_verdict}};
    entry["layouts"] = Json::array();
    for (const LayoutResult& layout : workload.layouts) {
      entry["layouts"].push_back(layout_json(layout));
      entry["layouts"].back()["launch"] = launch_lines(workload.workload, layout.layout, study).mpirun;
    }
    if (const auto share = share_of_bound(workload, study.nodes)) {
      entry["bound"] = {{"numbers_per_s", workload.bound->numbers_per_s},
                        {"threads", workload.bound->threads},
                        {"share_reached", *share}};
    }
    if (workload.law) {
      entry["law"] = {{"contention", workload.law->contention},
                      {"coherence", workload.law->coherence},
                      {"residuals", workload.law->residuals}};
    }
    json["workloads"].push_back(entry);
    const Layout& best = workload.recommended().layout;
    const LaunchLines lines = launch_lines(workload.workload, best, study);
    json["recommendation"].push_back({{"workload", to_text(workload.workload)},
                                      {"scaling", to_text(workload.scaling)},
                                      {"ranks", best.ranks},
                                      {"threads", best.threads},
                                      {"launch", lines.mpirun},
                                      {"srun", lines.srun.empty() ? Json() : Json(lines.srun)},
                                      {"sbatch", lines.sbatch}});
  }
  return json;
}

}  // namespace squares
