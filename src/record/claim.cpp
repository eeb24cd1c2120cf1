#include "record/claim.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

namespace squares {
namespace {

constexpr double least_confidence = 0.9;

constexpr std::array sentences{
    Claim{"P1", "a new process starts independently of the one that started it"},
    Claim{"P2", "processes make use of several CPUs and cores"},
    Claim{"P3", "a process has a memory space of its own"},
    Claim{"P4", "processes do not share memory with each other"},
    Claim{"P5", "each process has its own interpreter lock, so one does not hold up another"},
    Claim{"P6", "processes suit work that is bound by the CPU"},
    Claim{"P7", "a child process can be interrupted and killed"},
    Claim{"P8", "starting a process is slower than starting a thread"},
    Claim{"P9", "a process takes more memory"},
    Claim{"P10", "communication between processes is more work"},
    Claim{"T1", "several threads can be started in one process"},
    Claim{"T2", "all threads of a process share its memory"},
    Claim{"T3", "starting a thread is faster than starting a process"},
    Claim{"T4", "threads suit work that waits for input or output"},
    Claim{"T5", "threads are light: little memory each"},
    Claim{"T6", "all threads share one interpreter lock and are limited by it"},
    Claim{"T7", "because of it, threads do not speed up work that is bound by the CPU"},
    Claim{"T8", "a thread cannot be interrupted or killed"},
    Claim{"T9", "race conditions become more likely"},
    Claim{"L1", "under the lock only one thread runs at a time, however many cores there are"},
    Claim{"L2", "the lock exists because reference counts must not be changed by two threads at once"},
    Claim{"L3", "processes instead of threads avoid the lock"},
    Claim{"L4", "an interpreter without the lock avoids it"},
    Claim{"L5", "moving the work into a compiled extension avoids it"},
};

std::optional<Verdict> verdict_of(const std::string& text) {
  for (const Verdict verdict : {Verdict::is_true, Verdict::is_false, Verdict::unclear, Verdict::untested}) {
    if (text == to_text(verdict)) return verdict;
  }
  return std::nullopt;
}

}  // namespace

std::span<const Claim> lesson() { return sentences; }

Figure figure_of(const std::string& name, const std::string& unit, std::span<const double> samples) {
  assert(!samples.empty());
  return {name, unit, median(samples), median_interval(samples), samples.size()};
}

Figure count_of(const std::string& name, std::size_t count) { return {name, "1", static_cast<double>(count)}; }

Verdict above(double threshold, const Figure& figure) {
  if (!figure.interval || figure.interval->confidence < least_confidence) return Verdict::unclear;
  if (figure.interval->low > threshold) return Verdict::is_true;
  return figure.interval->high < threshold ? Verdict::is_false : Verdict::unclear;
}

Verdict below(double threshold, const Figure& figure) {
  const Verdict verdict = above(threshold, figure);
  return verdict == Verdict::is_true ? Verdict::is_false : verdict == Verdict::is_false ? Verdict::is_true : verdict;
}

Verdict each_time(std::size_t happened, std::size_t times) {
  assert(times > 0);
  return happened == times ? Verdict::is_true : happened == 0 ? Verdict::is_false : Verdict::unclear;
}

Verdict all_of(std::span<const Verdict> verdicts) {
  const auto has = [&](Verdict verdict) {
    return std::find(verdicts.begin(), verdicts.end(), verdict) != verdicts.end();
  };
  for (const Verdict verdict : {Verdict::is_false, Verdict::unclear, Verdict::is_true}) {
    if (has(verdict)) return verdict;
  }
  return Verdict::untested;
}

std::vector<ClaimRow> claim_rows_of(std::span<const ClaimResult> claims) {
  std::vector<ClaimRow> rows;
  for (const ClaimResult& claim : claims) {
    rows.push_back({claim.id, std::string(to_text(claim.verdict)),
                    std::string(claim.verdict_without_lock ? to_text(*claim.verdict_without_lock) : ""), claim.sentence,
                    claim.experiment, claim.why, claim.seconds});
  }
  return rows;
}

std::vector<FigureRow> figure_rows_of(std::span<const ClaimResult> claims) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  std::vector<FigureRow> rows;
  for (const ClaimResult& claim : claims) {
    for (const Figure& figure : claim.figures) {
      const Interval interval = figure.interval.value_or(Interval{none, none, none});
      rows.push_back({claim.id, figure.name, figure.unit, figure.value, interval.low, interval.high,
                      interval.confidence, figure.samples});
    }
  }
  return rows;
}

std::vector<ClaimResult> claims_of(std::span<const ClaimRow> claims, std::span<const FigureRow> figures) {
  std::vector<ClaimResult> all;
  for (const ClaimRow& row : claims) {
    ClaimResult claim{.id = row.id.str(),
                      .sentence = row.sentence.str(),
                      .experiment = row.experiment.str(),
                      .verdict = verdict_of(row.verdict.str()).value_or(Verdict::untested),
                      .verdict_without_lock = verdict_of(row.verdict_without_lock.str()),
                      .why = row.why.str(),
                      .seconds = row.seconds};
    for (const FigureRow& figure : figures) {
      if (figure.claim.str() != claim.id) continue;
      claim.figures.push_back({figure.name.str(), figure.unit.str(), figure.value, std::nullopt, figure.samples});
      if (std::isfinite(figure.low)) claim.figures.back().interval = {figure.low, figure.high, figure.confidence};
    }
    all.push_back(std::move(claim));
  }
  return all;
}

}  // namespace squares
