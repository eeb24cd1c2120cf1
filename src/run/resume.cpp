// What an earlier attempt has left: which of its blocks are to be trusted, and which attempt this is.
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <span>

#include "parallel/pipeline.hpp"
#include "report/streams.hpp"
#include "run/blocks.hpp"
#include "run/read_sources.hpp"
#include "run/steps.hpp"
#include "run/stop.hpp"
#include "store/attempts.hpp"
#include "store/part_ledger.hpp"

namespace squares {
namespace {

// What this rank found in its share of the ledger.
struct Recheck {
  BlockSet open;   // not done, or wrong
  BlockSet wrong;  // marked done, and wrong
  std::uint64_t checked_numbers = 0;
  std::uint32_t last_attempt = 0;
};

// A block that is marked done is trusted once every value has been compared, and their sum with the row's.
Recheck recheck_my_rows(const Launched& launched, const Opened& opened, const Range& mine, Control& control) {
  const Plan& plan = launched.plan;
  Recheck found{.open = BlockSet(plan.blocks), .wrong = BlockSet(plan.blocks)};
  LedgerWindow rows(*opened.file, plan.blocks);
  if (mine.count > 0) opened.file->begin_reading(mine.first, mine.last());
  std::uint64_t next = mine.first;
  std::deque<std::uint64_t> sums;  // that the rows of the blocks under way say
  const NextBlock next_done = [&]() -> std::optional<std::uint64_t> {
    while (next < mine.first + mine.count && !control.stop_requested()) {
      const std::uint64_t block = next++;
      const LedgerRow& row = rows.row(block);
      if (holds(row)) found.last_attempt = std::max(found.last_attempt, row.attempt);
      if (says_done(row, plan.block(block))) {
        sums.push_back(row.sum);
        return block;
      }
      found.open.add(block);
    }
    return std::nullopt;
  };
  const BlockStep judge = [&](const Block& block) {
    if (block.wrong || block.sum != sums.front()) {
      found.open.add(block.index);
      found.wrong.add(block.index);
    } else {
      found.checked_numbers += block.range.count;
    }
    sums.pop_front();
    control.handled(block.range.count);
  };
  Pipeline(plan, *opened.team, launched.clock).compare(next_done, fetch_from(opened), judge);
  opened.file->end_reading();
  return found;
}

void reopen_rows(const BlockSet& blocks, const Plan& plan, PartFile& file) {
  for (auto block = blocks.next(0); block; block = blocks.next(*block + 1)) {
    const LedgerRow row = open_row(plan.block(*block));
    file.write_rows(*block, std::span(&row, 1));
  }
}

// The master's: says on the disk who takes part, before anything is written.
void announce(std::vector<RankReport> ranks, std::uint32_t attempt, const Output& output) {
  for (RankReport& rank : ranks) {
    rank.attempt = attempt;
    // What it will tell at the end, unless it is killed.
    rank.compute_s = rank.write_s = rank.wait_s = rank.check_s = rank.cpu_s = unknown_s;
  }
  append_attempt(output.attempts(), ranks, {});
}

void tell(std::uint32_t attempt, std::uint64_t done, std::uint64_t blocks, std::uint64_t wrong, bool quiet) {
  if (!quiet)
    say(fmt::format("squares: resumes, attempt {}: {} of {} blocks are done and right\n", attempt, done, blocks));
  if (wrong > 0)
    say(fmt::format("squares: warning: {} blocks were marked done and are wrong; they are computed again\n", wrong));
}

}  // namespace

Resumed resume(const Start& start, const Launched& launched, const Opened& opened) {
  const World& world = start.world;
  const Plan& plan = launched.plan;
  Recheck found{.open = BlockSet::all(plan.blocks), .wrong = BlockSet(plan.blocks)};
  Resumed resumed{.open = {}, .self = launched.self, .sources = {}, .phases = opened.phases};
  if (launched.resuming) {
    const Range mine = part({0, plan.blocks}, launched.self.rank, plan.ranks);
    ToRead to_read;
    if (mine.count > 0) to_read = {.first = mine.first, .last = mine.last()};
    const Source source = look_before_reading(start, launched, opened, to_read);
    const bool all = in_blocks(start, launched, opened, "recheck", plan.range.count,
                               [&](Control& control) { found = recheck_my_rows(launched, opened, mine, control); });
    if (!all) stop_before_attempt(start, launched, opened);
    world.unite(found.open.words());
    resumed.sources = bytes_of_all(world, source, found.checked_numbers * bytes_per_square(plan.width()));
    resumed.self.check_s = time_since(resumed.phases, launched.clock);
  }
  resumed.open = found.open;
  resumed.checked_numbers = found.checked_numbers;

  std::uint32_t attempt = static_cast<std::uint32_t>(world.most(found.last_attempt)) + 1;
  const std::uint64_t wrong = world.sum(found.wrong.count());
  world.on_master([&] {
    const auto scope = opened.watchdog->during(Doing::file_io);
    attempt = std::max(attempt, read_attempts(launched.output->attempts()).last() + 1);
    announce(launched.ranks, attempt, *launched.output);
    if (launched.resuming) {
      tell(attempt, plan.blocks - resumed.open.count(), plan.blocks, wrong, start.call.options.quiet);
    }
  });
  world.broadcast(attempt);
  resumed.self.attempt = attempt;
  world.together([&] { reopen_rows(found.wrong, plan, *opened.file); });
  double& phase_s = launched.resuming ? resumed.phases.check_s : resumed.phases.create_s;
  phase_s += time_since(resumed.phases, launched.clock);
  return resumed;
}

}  // namespace squares
