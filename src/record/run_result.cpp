#include "record/run_result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

namespace squares {

bool fits(const Plan& plan, const Estimate& estimate) {
  return !estimate.free_bytes || plan.file_bytes() <= *estimate.free_bytes + estimate.reserved_bytes;
}

std::vector<RankReport> latest_ranks(const RunResult& result) {
  std::vector<RankReport> ranks;
  std::copy_if(result.ranks.begin(), result.ranks.end(), std::back_inserter(ranks),
               [&](const RankReport& rank) { return rank.attempt == result.attempt; });
  return ranks;
}

std::uint64_t stored_numbers(const RunResult& result) {
  std::uint64_t numbers = 0;
  for (const RankReport& rank : latest_ranks(result)) numbers += rank.numbers;
  return numbers;
}

std::vector<std::string> hosts_of(const RunResult& result) {
  std::set<std::string> hosts;
  for (const RankReport& rank : latest_ranks(result)) hosts.insert(rank.host.str());
  return {hosts.begin(), hosts.end()};
}

Layout layout_of(const RunResult& result) {
  const std::vector<RankReport> ranks = latest_ranks(result);
  Layout layout{.ranks = std::max(1U, static_cast<std::uint32_t>(ranks.size())), .threads = 1};
  for (const RankReport& rank : ranks) layout.threads = std::max(layout.threads, rank.threads);
  return layout;
}

std::optional<SlowestRank> slowest_of(const std::vector<RankReport>& ranks) {
  if (ranks.size() < 2) return std::nullopt;
  const auto work_s = [](const RankReport& rank) { return rank.compute_s + rank.write_s; };
  double sum_s = 0;
  for (const RankReport& rank : ranks) sum_s += work_s(rank);
  const double mean_s = sum_s / static_cast<double>(ranks.size());
  if (!(mean_s > 0)) return std::nullopt;
  const auto slowest = std::max_element(
      ranks.begin(), ranks.end(), [&](const RankReport& a, const RankReport& b) { return work_s(a) < work_s(b); });
  return SlowestRank{*slowest, mean_s, work_s(*slowest) / mean_s - 1};
}

std::string libraries_of(const Provenance& provenance) {
  return fmt::format("{}, HDF5 {}, Boost {}, {}", provenance.mpi_version, provenance.hdf5_version,
                     provenance.boost_version, provenance.compiler);
}

}  // namespace squares
