#include "store/read_facts.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "record/ledger.hpp"
#include "store/read_objects.hpp"

namespace squares {
namespace {

Plan read_plan(hid_t run) {
  Plan plan;
  plan.range = {read_u64(run, "first"), read_u64(run, "count")};
  plan.blocks = read_u64(run, "blocks");
  plan.block_length = read_u64(run, "block_length");
  const auto last = read_u64(run, "last");
  if (plan.range.count == 0 || plan.range.first > last || last - plan.range.first != plan.range.count - 1) {
    refuse("has a range that makes no sense");
  }
  const bool tiles = plan.block_length == 0 ? plan.blocks > 0 && plan.blocks <= plan.range.count
                                            : plan.blocks == ceil_divide(plan.range.count, plan.block_length);
  if (!tiles) refuse("has blocks that do not tile its range");
  if (!plan.can_be_made()) refuse("has more or longer blocks than squares makes");
  return plan;
}

Phases read_phases(hid_t run) {
  Phases read;
  for (const Phase& phase : phases()) read.*phase.seconds = read_double_or(run, phase.key().c_str(), unknown_s);
  read.mpirun_s = read_double_or(run, before_run.key().c_str(), unknown_s);
  read.total_s = read_double_or(run, "total_s", unknown_s);
  return read;
}

// No machine has more threads in an attempt: products of more would wrap, and loops over them not end.
bool make_sense(const std::vector<RankReport>& ranks) {
  constexpr std::uint32_t most_workers = 1U << 24;
  std::map<std::uint32_t, Layout> layouts;  // by attempt
  for (const RankReport& rank : ranks) {
    Layout& layout = layouts.try_emplace(rank.attempt, Layout{.ranks = 0, .threads = 1}).first->second;
    layout.ranks += 1;
    layout.threads = std::max(layout.threads, rank.threads);
    if (layout.ranks > most_workers / layout.threads) return false;
  }
  return true;
}

}  // namespace

FileFacts read_facts(const std::string& path) {
  const Handle file = open_to_read(path);
  const Handle run = open_group(file, schema::run);
  expect_schema(run, schema::name);

  struct stat status = {};
  ::stat(path.c_str(), &status);
  FileFacts facts;
  FileFacts::Head& head = facts.head;
  head.file_bytes = static_cast<std::uint64_t>(status.st_size);
  head.plan = read_plan(run);
  head.complete = read_u8(run, "complete");
  head.checked = read_text(run, "checked");
  head.sum = read_text(run, "sum");
  facts.provenance = read_attributes<Provenance>(run);
  facts.schedule = read_text_or_none(run, "schedule");
  facts.phases = read_phases(run);
  facts.storage = read_attributes<Storage>(run);
  facts.sources = read_attributes<ReadSources>(run);
  facts.traffic = read_attributes<Traffic>(run);

  const ValueDatasets values = open_values(file, head.plan);
  if (read_u64(values.squares.id, "first") != head.plan.range.first) refuse("has squares of another range");
  const auto squares = place_of(file, values.squares, schema::squares);
  const auto ledger = place_of(file, values.ledger, Description<LedgerRow>::path);
  if (squares && ledger) head.places = Places{*squares, *ledger};

  head.attempts = read_u32(run, "attempts");
  try {
    facts.ranks = read_table<RankReport>(file);
    facts.threads = read_table<ThreadReport>(file);
    const bool lost = head.complete != 0 && facts.ranks.empty();
    head.broken_tables = lost || !make_sense(facts.ranks) ? 1 : 0;
  } catch (const Error&) {
    throw;  // they may be right, and cannot be read here
  } catch (const std::runtime_error&) {
    head.broken_tables = 1;
  }
  if (head.broken_tables != 0) {
    facts.ranks.clear();
    facts.threads.clear();
  }
  return facts;
}

}  // namespace squares
