#include "report/html.hpp"

#include <fmt/format.h>

#include "report/format.hpp"
#include "report/html_parts.hpp"
#include "report/html_text.hpp"
#include "report/scaling_plots.hpp"
#include "report/study_report.hpp"

namespace squares {
namespace {

constexpr std::size_t most_runs_in_full = 4;

using Cells = std::vector<std::vector<std::string>>;

std::string ratio(double value) { return fmt::format("{:.2f}", value); }
std::string layout_text(const Layout& layout) { return fmt::format("{} × {}", layout.ranks, layout.threads); }

std::string workload_html(const WorkloadResult& workload, const StudyResult& study) {
  Cells cells{{"ranks × threads", "samples", "median ms", "its interval ms", "speed-up", "efficiency", "serial part",
               "load balance"}};
  for (std::size_t i = 0; i < workload.layouts.size(); ++i) {
    const LayoutResult& one = workload.layouts[i];
    const char* mark = i == workload.best ? " *" : one.is_tied ? " =" : "";
    cells.push_back({layout_text(one.layout) + mark, std::to_string(one.samples), ratio(1e3 * one.median_s),
                     ratio(1e3 * one.interval_s.low) + "–" + ratio(1e3 * one.interval_s.high), ratio(one.speedup),
                     ratio(one.efficiency), one.serial_fraction ? fmt::format("{:.3f}", *one.serial_fraction) : "-",
                     ratio(one.load_balance)});
  }
  const LaunchLines lines = launch_lines(workload.recommended().layout, study);
  const std::string answer = fmt::format("<p class=\"verdict good\">{}.</p>\n", fastest_text(workload));
  std::string share;
  if (const auto reached = share_of_bound(workload, study.nodes)) {
    share = fmt::format("<p>It reaches {:.2f} of what the hardware gives without ranks.</p>\n", *reached);
  }
  return section_html(fmt::format("Workload {}, {} scaling", to_text(workload.workload), to_text(workload.scaling)),
                      answer + share + command_html(lines.mpirun + "\n" + lines.srun + "\n" + lines.sbatch) +
                          figure_html(heat_map(workload)) + figure_html(speedup_plot(workload, study)) +
                          table_html("* fastest   = not shown to be slower", cells));
}

std::string title_of(const Files& files) {
  if (files.size() != 1) return plural(files.size(), "file") + " of squares";
  if (!files.studies.empty()) {
    return files.studies.front().study.samples.empty() ? "Threads or processes?" : "Study of ranks × threads";
  }
  const RunFile& run = files.runs.empty() ? files.parts.front() : files.runs.front();
  return "squares: " + run.name;
}

}  // namespace

std::string series_html(const Series& series) {
  Cells cells{{"ranks × threads", "runs", "total s", "its interval", "speed-up", "efficiency", "store s", "speed-up",
               "efficiency"}};
  for (const SeriesRow& row : series.rows) {
    cells.push_back(
        {layout_text(row.layout), std::to_string(row.runs.size()), fmt::format("{:.4f}", row.total.median_s),
         row.runs.size() < 2 ? "-" : fmt::format("{:.4f}–{:.4f}", row.total.interval_s.low, row.total.interval_s.high),
         ratio(row.total.speedup), ratio(row.total.efficiency), fmt::format("{:.4f}", row.store.median_s),
         ratio(row.store.speedup), ratio(row.store.efficiency)});
  }
  const SeriesRow& base = series.base();
  const bool scales = series.rows.size() > 1;
  const std::string base_text =
      fmt::format("Base case: {}, {}.", layout_text(base.layout), plural(base.numbers, "number"));
  return "<h2>" + escaped(scales ? fmt::format("{} scaling", to_text(series.scaling)) : std::string("Runs")) +
         "</h2>\n<p>" + escaped(series.what) + "</p>\n<p class=\"soft\">" + escaped("On " + series.machine) + "</p>\n" +
         (scales ? figure_html(speedup_plot(series)) : "") + table_html(base_text, cells);
}

std::string study_html(const StudyFile& file) {
  const StudyResult& study = file.study;
  const Provenance& from = file.provenance;
  std::string html;
  if (!study.samples.empty()) {
    html += fmt::format("<h2>Study {}</h2>\n<p>{}, {} in {:.0f} s, all squares checked.</p>\n", escaped(file.name),
                        plural(study.nodes, "node"), plural(study.rounds, "round"), study.seconds);
  }
  for (const WorkloadResult& workload : study.workloads) html += workload_html(workload, study);
  if (!file.claims.empty()) html += claims_html(file.claims, file.claims_setting);
  return html +
         section_html("Provenance", list_html({{"made", from.created},
                                               {"squares", from.squares_version},
                                               {"with", libraries_of(from)},
                                               {"Slurm job", from.slurm_job}})) +
         section_html("To repeat it", command_html(from.command));
}

std::string html_page(const Files& files) {
  const std::string title = title_of(files);
  std::string html = begin_html(title) + "<header><h1>" + escaped(title) + "</h1></header>\n<main>\n";
  if (files.runs.size() > 1) {
    const AllSeries all = series_of(files.runs);
    for (const Series& series : all.series) html += series_html(series);
    for (const std::string& sentence : all.not_compared) html += "<p class=\"soft\">" + escaped(sentence) + ".</p>\n";
  }
  if (files.runs.size() <= most_runs_in_full) {
    for (const RunFile& run : files.runs) html += run_html(run);
  } else {
    html += fmt::format("<p class=\"soft\">A page of {} runs or fewer shows each in full.</p>\n", most_runs_in_full);
  }
  for (const RunFile& part : files.parts) html += part_html(part);
  for (const StudyFile& study : files.studies) html += study_html(study);
  return html + "</main>\n" + end_html();
}

}  // namespace squares
