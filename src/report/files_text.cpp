#include "report/files_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/claims_report.hpp"
#include "report/format.hpp"
#include "report/launches.hpp"
#include "report/series.hpp"
#include "report/study_report.hpp"
#include "report/text.hpp"

namespace squares {
namespace {

Assignment assignment_of(const RunFile& run) {
  Assignment to{.nodes = static_cast<std::uint32_t>(hosts_of(run.result).size()), .output = run.name};
  const std::vector<RankReport> ranks = latest_ranks(run.result);
  if (ranks.empty()) return to;
  const auto [fewest, most] = std::minmax_element(
      ranks.begin(), ranks.end(), [](const RankReport& a, const RankReport& b) { return a.threads < b.threads; });
  to.fewest_threads = fewest->threads;
  to.most_threads = most->threads;
  return to;
}

std::string provenance_text(const Provenance& provenance) {
  const std::string job = provenance.slurm_job.empty() ? "" : ", Slurm job " + provenance.slurm_job;
  return wrapped(fmt::format("made:    {} by squares {}{}\n", provenance.created, provenance.squares_version, job)) +
         wrapped("with:    " + libraries_of(provenance) + "\n");
}

// The columns of a series, in both lines of the head and in each row.
template <class... Text>
std::string row(const Text&... columns) {
  return fmt::format("{:<9}{:>5}{:>10}{:>20}{:>7}{:>7}{:>9}{:>7}{:>6}\n", columns...);
}

std::string interval_text(const SeriesRow& row) {
  if (row.runs.size() < 2) return "-";
  return fmt::format("{:.4f}..{:.4f}", row.total.interval_s.low, row.total.interval_s.high);
}

std::string row_of(const SeriesRow& one) {
  const auto ratio = [](double value) { return fmt::format("{:.2f}", value); };
  return row(fmt::format("{} x {}", one.layout.ranks, one.layout.threads), one.runs.size(),
             fmt::format("{:.4f}", one.total.median_s), interval_text(one), ratio(one.total.speedup),
             ratio(one.total.efficiency), fmt::format("{:.4f}", one.store.median_s), ratio(one.store.speedup),
             ratio(one.store.efficiency));
}

std::string files_of(const Series& series) {
  std::string names;
  for (const SeriesRow& row : series.rows) {
    for (const RunFile* run : row.runs) names += (names.empty() ? "" : ", ") + run->name;
  }
  return wrapped("files: " + names + "\n");
}

// What the intervals are worth, where there are any.
std::string intervals_text(const Series& series) {
  double confidence = 1;
  for (const SeriesRow& row : series.rows) {
    if (row.runs.size() > 1) confidence = std::min(confidence, row.total.interval_s.confidence);
  }
  if (confidence == 1) return "";
  return fmt::format("intervals: of the median, {:.0f} % {}\n", 100 * confidence,
                     confidence < 0.93 ? "only; more runs give more" : "confidence, whatever the distribution");
}

std::string who_text(const RunResult& result) {
  const std::vector<RankReport> ranks = latest_ranks(result);
  if (ranks.empty()) return "who:     unknown, since what lay beside the part is gone\n";
  std::string text;
  constexpr std::size_t few = 8;
  for (std::size_t i = 0; i < std::min(few, ranks.size()); ++i) {
    const RankReport& rank = ranks[i];
    text += wrapped(fmt::format("{:<9}rank {} on {}, process {}, processors {}: {}\n", i == 0 ? "who:" : "", rank.rank,
                                rank.host.str(), rank.pid, rank.cpus.str(), plural(rank.blocks, "block")));
  }
  if (ranks.size() > few) text += fmt::format("{:<9}and {} more\n", "", plural(ranks.size() - few, "rank"));
  return text;
}

std::string run_file_text(const RunFile& run) {
  return plan_text(run.result.plan, assignment_of(run)) + result_text(run.result, run.name) +
         provenance_text(run.result.provenance) + "again:   " + launch_of(run.result) + "\n";
}

std::string part_text(const RunFile& part) {
  const RunResult& result = part.result;
  const PartState& state = *part.part;
  const double share = static_cast<double>(state.done_numbers) / static_cast<double>(result.plan.range.count);
  return plan_text(result.plan, assignment_of(part)) +
         fmt::format("\nstate:   {}\n", state.goes_on ? "the run goes on" : "stopped or killed; nobody works on it") +
         fmt::format("done:    {} of {}, {:.1f} %, in {}\n", grouped(state.done_blocks),
                     plural(result.plan.blocks, "block"), 100 * share, plural(result.attempt, "attempt")) +
         who_text(result) + provenance_text(result.provenance) +
         (state.goes_on ? fmt::format("look:    squares report {}\n", part.name)
                        : "finish:  " + continuing_launch(result) + "\n");
}

std::string series_text(const Series& series) {
  const SeriesRow& base = series.base();
  const bool scales = series.rows.size() > 1;
  std::string text =
      wrapped(
          fmt::format("{}: {}\n", scales ? fmt::format("{} scaling", to_text(series.scaling)) : "runs", series.what)) +
      wrapped("on " + series.machine + "\n");
  text += fmt::format("base case: {} with {}{}, {}\n", plural(base.layout.ranks, "rank"),
                      plural(base.layout.threads, "thread"), base.layout.ranks > 1 ? " each" : "",
                      plural(base.numbers, "number"));
  text += row("ranks x", "runs", "total s", "its interval", "speed-", "effi-", "store s", "speed-", "effi-");
  text += row("threads", "", "median", "", "up", "ciency", "median", "up", "cy");
  for (const SeriesRow& one : series.rows) text += row_of(one);
  return text + intervals_text(series) + files_of(series);
}

std::string study_file_text(const StudyFile& file) {
  const StudyResult& study = file.study;
  std::string text;
  if (!study.samples.empty()) {
    const std::string machine = fmt::format("{}: a study on {}, {} in {:.0f} s, all squares checked", file.name,
                                            plural(study.nodes, "node"), plural(study.rounds, "round"), study.seconds);
    text += study_text(study, machine) + "\n";
  }
  if (!file.claims.empty()) text += claims_text(file.claims, file.claims_setting, false) + "\n";
  return text + provenance_text(file.provenance) + wrapped("command: " + file.provenance.command + "\n");
}

}  // namespace

std::string files_text(const Files& files) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : "\n") + part; };
  if (files.runs.size() == 1) {
    add(run_file_text(files.runs.front()));
  } else {
    const AllSeries all = series_of(files.runs);
    for (const Series& series : all.series) add(series_text(series));
    for (const std::string& sentence : all.not_compared) add(wrapped(sentence + ".\n"));
  }
  for (const RunFile& part : files.parts) add(part_text(part));
  for (const StudyFile& study : files.studies) add(study_file_text(study));
  return printable(text);
}

}  // namespace squares
