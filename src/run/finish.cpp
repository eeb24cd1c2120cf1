// The end of a run: a complete file under its name.
#include <array>
#include <utility>

#include "run/blocks.hpp"
#include "run/reports.hpp"
#include "run/steps.hpp"
#include "store/attempts.hpp"
#include "store/complete.hpp"
#include "store/metadata_copy.hpp"
#include "store/read_ledger.hpp"
#include "system/paths.hpp"
#include "system/usage.hpp"

namespace squares {
namespace {

// The master's: the reports of earlier attempts, with what the ledger says of them, and these of the last.
Attempts reports_of_all_attempts(Attempts last, std::uint32_t attempt, const Launched& launched, const Places& places) {
  Attempts all = std::move(last);
  if (attempt > 1) {
    Attempts earlier = read_attempts(launched.output->attempts());
    std::erase_if(earlier.ranks, [&](const RankReport& rank) { return rank.attempt == attempt; });
    all.ranks.insert(all.ranks.begin(), earlier.ranks.begin(), earlier.ranks.end());
    all.threads.insert(all.threads.begin(), earlier.threads.begin(), earlier.threads.end());
  }
  StoredValues values(launched.part, launched.plan, places);
  credit_blocks(sum_ledger(values, launched.plan.blocks), attempt, all.ranks);
  return all;
}

// The master's: the tables and the mark, under the protection of a copy of the metadata.
void complete(const Launched& launched, const Opened& opened, const RunResult& result,
              std::span<const DataExtent> data) {
  save_metadata(launched.part, launched.output->metadata(), data);
  complete_part(launched.part, {.checked = launched.plan.verify,
                                .phases = result.phases,
                                .storage = result.storage,
                                .sources = result.sources,
                                .traffic = result.traffic,
                                .ranks = result.ranks,
                                .threads = result.threads});
  expect_part_is_there(*opened.file, launched.part);
}

}  // namespace

RunResult finish(const Start& start, const Launched& launched, const Opened& opened, const Stored& stored,
                 const Checked& checked) {
  const World& world = start.world;
  Attempts reports = gather_reports(world, checked.self, stored.threads);
  RunResult result{.plan = launched.plan,
                   .placement = launched.placement,
                   .provenance = launched.provenance,
                   .file = {},
                   .phases = checked.phases,
                   .storage = storage_of(stored.way),
                   .sources = checked.sources,
                   .traffic = {},
                   .attempt = checked.self.attempt,
                   .ranks = {},
                   .threads = {},
                   .checked_numbers = world.sum(checked.numbers)};
  const std::array<DataExtent, 2> data = opened.file->data();
  {
    const auto scope = opened.watchdog->during(Doing::collective);
    world.together([&] { opened.file->close(); });
  }
  const auto note_times = [&] {
    result.phases.finish_s = time_since(checked.phases, launched.clock);
    result.phases.total_s = start.since_start.seconds();
  };
  world.on_master([&] {
    const auto scope = opened.watchdog->during(Doing::file_io);
    Attempts all =
        reports_of_all_attempts(std::exchange(reports, {}), result.attempt, launched, {data[0].offset, data[1].offset});
    result.ranks = std::move(all.ranks);
    result.threads = std::move(all.threads);
    result.traffic = opened.watchdog->meter().traffic();
    result.traffic.master_peak_rss_bytes = process_usage().peak_rss_bytes;
    result.file = launched.output->path();
    note_times();  // as the file has them
    complete(launched, opened, result, data);
    try {
      launched.output->publish(start.call.options.force);
    } catch (...) {
      launched.lock->remove();
      throw;
    }
    launched.lock->remove();
    result.file_bytes = bytes_of_file(result.file);
  });
  note_times();
  return result;
}

}  // namespace squares
