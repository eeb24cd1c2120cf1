#include "run/reports.hpp"

#include "system/usage.hpp"

namespace squares {

Attempts gather_reports(const World& world, RankReport self, std::vector<ThreadReport> threads) {
  const ProcessUsage usage = process_usage();
  self.cpu_s = usage.cpu_s;
  self.peak_rss_bytes = usage.peak_rss_bytes;
  threads.resize(self.threads);
  for (std::uint32_t thread = 0; thread < self.threads; ++thread) {
    threads[thread].attempt = self.attempt;
    threads[thread].rank = self.rank;
    threads[thread].thread = thread;
  }
  return {world.gather(self), world.gather_all(std::span<const ThreadReport>(threads))};
}

}  // namespace squares
