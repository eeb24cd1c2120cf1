#include "report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <map>
#include <numeric>

#include "core/decimal.hpp"
#include "core/ledger.hpp"
#include "report/format.hpp"

namespace squares {
namespace {

constexpr std::size_t most_rank_rows = 16;

// The squares and the ledger; the rest of a file is small.
std::uint64_t file_bytes(const Plan& plan) { return plan.data_bytes() + plan.blocks * sizeof(LedgerRow); }

std::string block_text(const Plan& plan) {
  const std::uint64_t longest = plan.longest_block();
  const std::uint64_t shortest = plan.block(plan.blocks - 1).count;
  if (longest == shortest) return fmt::format("{} of {}", plural(plan.blocks, "block"), grouped(longest));
  return fmt::format("{} of {} to {}", plural(plan.blocks, "block"), grouped(shortest), grouped(longest));
}

// Of storing and of checking; nothing for numbers that have not been checked.
std::string rate_text(const RunResult& result, const Phase& phase) {
  const std::uint64_t numbers = phase.seconds == &Phases::store_s   ? stored_numbers(result)
                                : phase.seconds == &Phases::check_s ? result.checked_numbers
                                                                    : 0;
  const double seconds = result.phases.*phase.seconds;
  if (result.checked_numbers == 0 || numbers == 0 || seconds <= 0) return "";
  const double per_s = static_cast<double>(numbers) / seconds;
  const auto bytes = static_cast<double>(bytes_per_square(result.plan.width()));
  return ": " + human_rate(per_s * bytes, "B") + ", " + human_rate(per_s, "squares");
}

std::string phase_lines(const RunResult& result) {
  const Phases& took = result.phases;
  const auto line = [&](const char* phase, double seconds, const std::string& what) {
    const std::string share =
        took.total_s > 0 && std::isfinite(seconds) ? fmt::format("{:.0f}", 100 * seconds / took.total_s) : "-";
    return fmt::format("{:<9}{:>10.4f}{:>6} %   {}\n", phase, seconds, share, what);
  };
  std::string lines = "phase       seconds   share\n";
  for (const Phase& phase : phases()) {
    if (phase.seconds == &Phases::check_s && result.plan.verify != Verify::file) continue;
    lines += line(phase.name, took.*phase.seconds, phase.text + rate_text(result, phase));
  }
  return lines + line("other", took.other_s(), "between the phases") +
         line(whole_run.name, took.total_s, whole_run.text);
}

// The columns of the table of ranks, each as a number of its own.
struct RankLine {
  std::string label;
  std::uint64_t numbers = 0;
  std::uint64_t blocks = 0;
  double compute_s = 0;
  double write_s = 0;
  double wait_s = 0;
  double check_s = 0;
  std::string note;
};

RankLine line_of(const RankReport& rank) {
  const std::string host = rank.host.str();
  const std::string cpus = rank.cpus.str();
  return {std::to_string(rank.rank), rank.numbers, rank.blocks, rank.compute_s, rank.write_s, rank.wait_s, rank.check_s,
          "  " + host + " " + cpus};
}

// One line whose every figure is `pick` of that figure over all ranks.
template <class Pick>
RankLine line_over(const std::vector<RankReport>& ranks, const char* label, const Pick& pick) {
  const auto over = [&](auto member) {
    std::vector<double> values;
    std::transform(ranks.begin(), ranks.end(), std::back_inserter(values),
                   [member](const RankReport& rank) { return static_cast<double>(rank.*member); });
    return pick(values);
  };
  return {label,
          static_cast<std::uint64_t>(over(&RankReport::numbers)),
          static_cast<std::uint64_t>(over(&RankReport::blocks)),
          over(&RankReport::compute_s),
          over(&RankReport::write_s),
          over(&RankReport::wait_s),
          over(&RankReport::check_s),
          ""};
}

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::vector<RankLine> rank_lines_of(const std::vector<RankReport>& ranks) {
  std::vector<RankLine> lines;
  if (ranks.size() <= most_rank_rows) {
    std::transform(ranks.begin(), ranks.end(), std::back_inserter(lines), line_of);
    return lines;
  }
  using Values = const std::vector<double>&;
  lines.push_back(line_over(ranks, "min", [](Values v) { return *std::min_element(v.begin(), v.end()); }));
  lines.push_back(line_over(ranks, "mean", mean));
  lines.push_back(line_over(ranks, "max", [](Values v) { return *std::max_element(v.begin(), v.end()); }));
  lines.back().note = "  of " + plural(ranks.size(), "rank");
  return lines;
}

std::string rank_table(const std::vector<RankReport>& ranks) {
  const std::vector<RankLine> lines = rank_lines_of(ranks);
  std::size_t width = std::string("numbers").size();
  for (const RankLine& line : lines) width = std::max(width, grouped(line.numbers).size());
  const std::string header =
      fmt::format("rank {:>{}} {:>8} {:>9} {:>8} {:>8} {:>8}{}", "numbers", width, "blocks", "compute s", "write s",
                  "wait s", "check s", ranks.size() <= most_rank_rows ? "  host, cpus" : "");
  std::string text = header.substr(0, 80) + "\n";
  for (const RankLine& line : lines) {
    const std::string row =
        fmt::format("{:>4} {:>{}} {:>8} {:>9.4f} {:>8.4f} {:>8.4f} {:>8.4f}{}", line.label, grouped(line.numbers),
                    width, grouped(line.blocks), line.compute_s, line.write_s, line.wait_s, line.check_s, line.note);
    text += row.substr(0, 80) + "\n";
  }
  return text;
}

std::string imbalance_text(const std::vector<RankReport>& ranks) {
  const auto slowest = slowest_of(ranks);
  if (!slowest) return "";
  return fmt::format("imbalance: rank {} computed and wrote for {:.0f} % longer than the mean of {:.4f} s\n",
                     slowest->rank.rank, 100 * slowest->over_mean, slowest->mean_s);
}

// The attempts before the last of which something is known, a line each.
std::string attempts_text(const RunResult& result) {
  struct Stored {
    std::uint64_t ranks = 0;
    std::uint64_t blocks = 0;
  };
  std::map<std::uint32_t, Stored> by_attempt;
  for (const RankReport& rank : result.ranks) {
    if (rank.attempt >= result.attempt) continue;
    Stored& stored = by_attempt[rank.attempt];
    stored.ranks += 1;
    stored.blocks += rank.blocks;
  }
  std::string text;
  for (const auto& [attempt, stored] : by_attempt) {
    text += fmt::format("attempt {}: {} had stored {} before\n", attempt, plural(stored.ranks, "rank"),
                        plural(stored.blocks, "block"));
  }
  return text;
}

std::string verdict_text(const RunResult& result) {
  const std::string count = grouped(result.plan.range.count);
  switch (result.plan.verify) {
    case Verify::file:
      return fmt::format("checked: {} of {} squares, read back from the file{}\n", grouped(result.checked_numbers),
                         count, result.plan.ranks > 1 ? " by another rank" : "");
    case Verify::memory:
      return fmt::format("checked: {} of {} squares, in memory before they were written\n",
                         grouped(result.checked_numbers), count);
    case Verify::none:
      break;
  }
  return fmt::format("unchecked: 0 of {} squares were checked, so no rate is given\n", count);
}

}  // namespace

std::string plan_text(const Plan& plan, const Assignment& to) {
  const std::string threads = to.fewest_threads == to.most_threads
                                  ? plural(to.most_threads, "thread")
                                  : fmt::format("{} to {} threads", to.fewest_threads, to.most_threads);
  return wrapped(
      fmt::format("squares of {}..{} on {} x {}, {}\n"
                  "{} (schedule {}), {}-bit, {} to {}\n",
                  grouped(plan.range.first), grouped(plan.range.last()), plural(plan.ranks, "rank"), threads,
                  plural(to.nodes, "node"), block_text(plan), to_text(plan.schedule),
                  64 * words_per_square(plan.width()), human_bytes(file_bytes(plan)), to.output));
}

std::string estimate_text(const Plan& plan, const Estimate& estimate) {
  const std::string check = plan.verify == Verify::file ? " and " + human_duration(estimate.check_s) + " to check" : "";
  const bool fits = file_bytes(plan) <= estimate.free_bytes;
  return wrapped(fmt::format(
      "at least {} to store{}, if the disk were as fast as memory\n"
      "{} free there{}\n",
      human_duration(estimate.store_s), check, human_bytes(estimate.free_bytes), fits ? "" : ": not enough"));
}

std::string result_text(const RunResult& result, const std::string& output) {
  const std::uint64_t few = std::min<std::uint64_t>(result.plan.range.count, 10);
  const std::vector<RankReport> ranks = latest_ranks(result);
  return "\n" + phase_lines(result) + "\n" + rank_table(ranks) + wrapped(imbalance_text(ranks)) +
         attempts_text(result) + "\n" + wrapped(verdict_text(result)) +
         fmt::format("sum:     {}\n", sum_of_squares(result.plan.range)) +
         fmt::format("file:    {} ({})\n", output, human_bytes(result.file_bytes)) +
         fmt::format("look:    h5dump -A 0 -d /squares -c {} {}\n", few, output);
}

std::string placement_text(const PlacementAdvice& advice) {
  std::string text;
  for (const std::string& trouble : advice.troubles) text += wrapped("squares: warning: " + trouble + "\n");
  if (!text.empty()) text += "  a launch that fits: " + advice.launch + "\n";
  return text;
}

std::string error_text(const Error& error) {
  const char* kind = error.code == Exit::stopped ? "stopped" : "error";
  std::string text = fmt::format("squares: {}: {}\n", kind, error.what());
  if (!error.where.empty()) text += "  where:  " + error.where + "\n";
  if (!error.remedy.empty()) text += "  remedy: " + error.remedy + "\n";
  return printable(text);
}

void say(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stderr); }

void say_error(const Error& error) { say(error_text(error)); }

}  // namespace squares
