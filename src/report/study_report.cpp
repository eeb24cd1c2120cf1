#include "report/study_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/format.hpp"
#include "report/json.hpp"
#include "system/launcher_words.hpp"
#include "system/shell_words.hpp"

namespace squares {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Layout& layout) { return fmt::format("{} x {}", layout.ranks, layout.threads); }

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
  }
  return "";
}

std::string milliseconds(double seconds) { return fmt::format("{:.2f}", 1e3 * seconds); }

// The columns of a layout, in both lines of the head and in each row.
template <class... Text>
std::string row(const Text&... columns) {
  return fmt::format("{:<9}{:>9} {:>19} {:>7} {:>6} {:>7} {:>7} {:>8}{}\n", columns...);
}

std::string row_of(const LayoutResult& layout, bool is_best) {
  return row(text_of(layout.layout), milliseconds(layout.median_s),
             milliseconds(layout.interval_s.low) + ".." + milliseconds(layout.interval_s.high),
             fmt::format("{:.2f}", layout.speedup), fmt::format("{:.2f}", layout.efficiency),
             layout.serial_fraction ? fmt::format("{:.3f}", *layout.serial_fraction) : "-",
             fmt::format("{:.2f}", layout.load_balance), layout.breakeven ? human_count(*layout.breakeven) : "-",
             is_best          ? " *"
             : layout.is_tied ? " ="
                              : "");
}

std::string table_of(const WorkloadResult& workload, std::uint32_t nodes) {
  const LayoutResult& base = workload.layouts.front();
  std::string text = fmt::format("{}, {} scaling: {}\n", to_text(workload.workload), to_text(workload.scaling),
                                 work_text(workload.workload));
  text += fmt::format("base case: 1 rank with 1 thread, {} in {:.4f} s\n", plural(workload.numbers, "number"),
                      base.median_s);
  text += row("ranks x", "median", "its interval", "speed-", "effi-", "serial", "load", "breaks", "");
  text += row("threads", "ms", "ms", "up", "ciency", "part", "balance", "even at", "");
  for (std::size_t i = 0; i < workload.layouts.size(); ++i) text += row_of(workload.layouts[i], i == workload.best);
  if (const auto share = share_of_bound(workload, nodes)) {
    text += wrapped(fmt::format("{} reaches {:.2f} of the hardware's best: {}{}\n",
                                text_of(workload.recommended().layout), *share, bound_text(workload.workload),
                                nodes > 1 && workload.workload != WorkloadKind::store ? " of all nodes" : ""));
  }
  if (workload.law) {
    double worst = 0;
    for (const double residual : workload.law->residuals) worst = std::max(worst, std::abs(residual));
    text += fmt::format("law: {:.3f} contention, {:.5f} coherence; off by {:.2f} at most\n", workload.law->contention,
                        workload.law->coherence, worst);
  }
  return text;
}

std::string answer_of(const WorkloadResult& workload) {
  const LayoutResult& best = workload.recommended();
  std::string ties;
  for (const LayoutResult& layout : workload.layouts) {
    if (layout.is_tied && layout.layout != best.layout) ties += (ties.empty() ? "" : ", ") + text_of(layout.layout);
  }
  return fmt::format("{}: {}{}", to_text(workload.workload), fastest_text(workload),
                     ties.empty() ? "" : "; not shown to be slower: " + ties);
}

// What the intervals of all tables are worth.
std::string intervals_text(const StudyResult& study) {
  double confidence = 1;
  for (const WorkloadResult& workload : study.workloads) {
    for (const LayoutResult& layout : workload.layouts) confidence = std::min(confidence, layout.interval_s.confidence);
  }
  const bool too_few = confidence < 0.93;
  return fmt::format("intervals: of the median, {:.0f} % {}\n", 100 * confidence,
                     too_few ? "only; a larger --budget gives more rounds" : "confidence, whatever the distribution");
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
            {"load_balance", layout.load_balance},
            {"numbers_per_s", layout.numbers_per_s},
            {"cpu_share", layout.cpu_share},
            {"breakeven_numbers", layout.breakeven ? Json(*layout.breakeven) : Json()},
            {"tied", layout.is_tied}};
  return json;
}

}  // namespace

LaunchLines launch_lines(const Layout& layout, const StudyResult& study) {
  const std::uint32_t nodes = std::min(study.nodes, layout.ranks), each = (layout.ranks + nodes - 1) / nodes;
  const RankLayout places{.nodes = nodes,
                          .ranks = layout.ranks,
                          .ranks_per_node = each,
                          .threads = layout.threads,
                          .takes_turns = each * layout.threads > study.processors};  // or they wait, as a rule
  const std::string command = fmt::format("squares --threads {}", layout.threads);
  return {.mpirun = fmt::format("mpirun {} {}", joined(mpirun_options(places)), command),
          .srun = fmt::format("srun {} {}", joined(srun_options(places)), command),
          .sbatch = fmt::format("#SBATCH {}\n", joined(sbatch_options(places)))};
}

std::string fastest_text(const WorkloadResult& workload) {
  const LayoutResult& best = workload.recommended();
  return fmt::format("{} with {}{} is fastest, {:.2f} times one thread", plural(best.layout.ranks, "rank"),
                     plural(best.layout.threads, "thread"), best.layout.ranks > 1 ? " each" : "", best.speedup);
}

std::string study_text(const StudyResult& study, const std::string& machine) {
  std::string text = machine + "\n";
  for (const WorkloadResult& workload : study.workloads) text += "\n" + table_of(workload, study.nodes);
  text += "\n* fastest   = not shown to be slower   serial part: Karp and Flatt's   -: none\n";
  text += intervals_text(study);
  if (const auto least = shortfall(study)) {
    text +=
        wrapped(fmt::format("this machine gives less than it promises: with {} each computing thread was given {:.2f} "
                            "of a processor; others are at work here, or it is shared below\n",
                            text_of(least->layout), least->cpu_share));
  }
  text += "\n";
  for (const WorkloadResult& workload : study.workloads) {
    if (workload.scaling != Scaling::strong && study.workloads.size() > 1) continue;
    text += wrapped(answer_of(workload) + "\n");
    const LaunchLines lines = launch_lines(workload.recommended().layout, study);
    text += "  " + lines.mpirun + "\n  " + lines.srun + "\n  " + lines.sbatch;
  }
  return text;
}

Json study_json(const StudyResult& study) {
  Json json{{"rounds", study.rounds}, {"total_s", study.seconds}, {"idle_cpu_share", study.idle_cpu_share}};
  if (const auto least = shortfall(study)) {
    json["shortfall"] = {
        {"ranks", least->layout.ranks}, {"threads", least->layout.threads}, {"cpu_share", least->cpu_share}};
  }
  json["workloads"] = Json::array();
  json["recommendation"] = Json::array();
  for (const WorkloadResult& workload : study.workloads) {
    Json entry{{"workload", to_text(workload.workload)},
               {"scaling", to_text(workload.scaling)},
               {"numbers", workload.numbers}};
    entry["layouts"] = Json::array();
    for (const LayoutResult& layout : workload.layouts) {
      entry["layouts"].push_back(layout_json(layout));
      entry["layouts"].back()["launch"] = launch_lines(layout.layout, study).mpirun;
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
    const LaunchLines lines = launch_lines(best, study);
    json["recommendation"].push_back({{"workload", to_text(workload.workload)},
                                      {"scaling", to_text(workload.scaling)},
                                      {"ranks", best.ranks},
                                      {"threads", best.threads},
                                      {"launch", lines.mpirun},
                                      {"srun", lines.srun},
                                      {"sbatch", lines.sbatch}});
  }
  return json;
}

}  // namespace squares
