#include <fmt/format.h>

#include <algorithm>

#include "core/decimal.hpp"
#include "report/format.hpp"
#include "report/launch_lines.hpp"
#include "report/run_report.hpp"
#include "report/run_tables.hpp"
#include "system/shell_words.hpp"

namespace squares {
namespace {

std::string block_text(const Plan& plan) {
  const std::uint64_t longest = plan.longest_block();
  const std::uint64_t shortest = plan.block(plan.blocks - 1).count;
  if (longest == shortest) return fmt::format("{} of {}", plural(plan.blocks, "block"), grouped(longest));
  return fmt::format("{} of {} to {}", plural(plan.blocks, "block"), grouped(shortest), grouped(longest));
}

std::string verdict_text(const RunResult& result) {
  const std::string count = grouped(result.plan.range.count), how = checked_how(result);
  if (how.empty()) return fmt::format("unchecked: 0 of {} squares were checked, so no rate is given\n", count);
  return fmt::format("checked: {} of {} squares, {}\n", grouped(result.checked_numbers), count, how);
}

}  // namespace

Assignment assignment_of(const std::vector<RankReport>& ranks, std::size_t nodes, const std::string& output) {
  Assignment to{.nodes = static_cast<std::uint32_t>(nodes), .output = output};
  if (ranks.empty()) return to;
  const auto [fewest, most] = std::minmax_element(
      ranks.begin(), ranks.end(), [](const RankReport& a, const RankReport& b) { return a.threads < b.threads; });
  to.fewest_threads = fewest->threads;
  to.most_threads = most->threads;
  return to;
}

std::string plan_text(const Plan& plan, const Assignment& to) {
  const std::string threads = to.fewest_threads == to.most_threads
                                  ? plural(to.most_threads, "thread")
                                  : fmt::format("{} to {} threads", to.fewest_threads, to.most_threads);
  return printable(
      wrapped(fmt::format("squares of {}..{} on {} x {}, {}\n"
                          "{} (schedule {}), {}-bit, {} to {}\n",
                          grouped(plan.range.first), grouped(plan.range.last()), plural(plan.ranks, "rank"), threads,
                          plural(to.nodes, "node"), block_text(plan), to_text(plan.schedule),
                          64 * words_per_square(plan.width()), human_bytes(plan.file_bytes()), to.output)));
}

std::string estimate_text(const Plan& plan, const Estimate& estimate) {
  const std::string check = reads_back(plan.verify) ? " and " + human_time(estimate.check_s) + " to check" : "";
  std::string space = "how much is free there, the file system does not tell";
  if (estimate.free_bytes) {
    space = human_bytes(*estimate.free_bytes) + " free there" + (fits(plan, estimate) ? "" : ": not enough");
  }
  return wrapped(fmt::format("at least {} to store{}, if the disk were as fast as memory\n"
                             "{}\n",
                             human_time(estimate.store_s), check, space)) +
         (estimate.striping.empty() ? "" : "there " + estimate.striping + "\n");  // a command is one line
}

std::string placement_warning(const PlacementAdvice& advice) {
  std::string text;
  for (const std::string& trouble : advice.troubles) text += wrapped("squares: warning: " + trouble + "\n");
  return text + "  a launch that fits: " + advice.launch + "\n";
}

std::string placement_hint(const PlacementAdvice& advice) {
  if (!advice.on_purpose) return "";
  return "\n" + wrapped("hint: " + advice.troubles.front() + ".\n") + "  a launch that fits: " + advice.launch + "\n";
}

std::string result_text(const RunResult& result, const std::string& output) {
  constexpr std::size_t most_rows = 16;
  const std::uint64_t few = std::min<std::uint64_t>(result.plan.range.count, 10);
  const std::vector<RankReport> ranks = latest_ranks(result);
  std::string text = "\n" + table_text(phases_table(result, in_seconds)) + "\n" +
                     table_text(ranks_table(ranks, in_seconds, most_rows, 0));
  for (const std::string& line : remarks_on(result, in_seconds)) text += wrapped(line + "\n");
  return text + "\n" + wrapped(verdict_text(result)) +
         facts_text({{"stored", storage_text(result.storage)}, {"read", sources_text(result.sources)}}) +
         fmt::format("sum:     {}\n", sum_of_squares(result.plan.range)) +
         fmt::format("file:    {} ({})\n", printable(output), human_bytes(result.file_bytes)) +
         fmt::format("look:    h5dump -A 0 -d /squares -c {} {}\n", few, quoted_file(output)) +
         placement_hint(result.placement);
}

std::string run_text(const RunFile& run) {
  return plan_text(run.result.plan, assignment_of(latest_ranks(run.result), hosts_of(run.result).size(), run.name)) +
         result_text(run.result, run.name) + facts_text(provenance_facts(run.result.provenance)) +
         "again:   " + launch_of(run.result) + "\n";
}

std::string part_text(const RunFile& part) {
  constexpr std::size_t most_rows = 8;
  const RunResult& result = part.result;
  const std::vector<RankReport> ranks = latest_ranks(result);
  return plan_text(result.plan, assignment_of(ranks, hosts_of(result).size(), part.name)) +
         "\nstate:   " + state_text(part) + "\n" + "done:    " + progress_text(part) + "\n\n" +
         table_text(workers_table(ranks, most_rows)) + "\n" + facts_text(provenance_facts(result.provenance)) +
         (part.part->goes_on ? fmt::format("look:    squares report {}\n", quoted_file(part.name))
                             : "finish:  " + continuing_launch(part) + "\n");
}

}  // namespace squares
