// Reading back: each rank compares what another has written, and the ledger's rows of it.
#include <fmt/format.h>

#include "core/decimal.hpp"
#include "core/readers.hpp"
#include "parallel/pipeline.hpp"
#include "run/blocks.hpp"
#include "run/read_sources.hpp"
#include "run/steps.hpp"
#include "run/stop.hpp"
#include "store/attempts.hpp"
#include "store/part_ledger.hpp"

namespace squares {
namespace {

constexpr const char* remedy =
    "do not trust this disk or this memory; --resume computes the wrong blocks again, better on another node";

// A place in the part, who wrote it, and who has read it.
std::string place_text(const Launched& launched, const std::string& place, const LedgerRow& row) {
  const RankReport& self = launched.self;
  const std::string read = fmt::format("read by rank {} on {}", self.rank, self.host.str());
  for (const RankReport& rank : read_attempts(Output::attempts_of(launched.part)).ranks) {
    if (rank.attempt != row.attempt || rank.rank != row.rank) continue;
    return fmt::format("{}, {}, written by rank {} on {}, process {}, {}", launched.part, place, row.rank,
                       rank.host.str(), rank.pid, read);
  }
  return fmt::format("{}, {}, {}", launched.part, place, read);
}

// Throws Error(wrong_value).
void refuse_wrong(const Block& block, const LedgerRow& row, const Launched& launched) {
  if (block.wrong) {
    const auto& [number, stored] = *block.wrong;
    const std::uint64_t index = number - launched.plan.range.first;
    throw Error(
        Exit::wrong_value,
        fmt::format("the square of {} reads {} instead of {}", number, to_decimal(stored), to_decimal(square(number))),
        place_text(launched, fmt::format("/squares[{}] in block {}", index, block.index), row), remedy);
  }
  if (!says_done(row, block.range) || row.sum != block.sum) {
    throw Error(Exit::wrong_value, "the ledger's row does not describe its block",
                place_text(launched, fmt::format("/blocks[{}]", block.index), row), remedy);
  }
}

// What this rank is to read back.
struct Others {
  BlockSet written;
  bool on_other_node = false;
};

// Collective: what others have written, on other nodes wherever there is one.
Others written_by_others(const World& world, const Launched& launched, const BlockSet& written) {
  std::vector<std::uint32_t> node_of = launched.node_of;
  world.broadcast(node_of);
  const std::vector<int> readers = readers_of(node_of);
  const auto self = static_cast<std::size_t>(world.rank());
  const auto words = static_cast<int>(written.words().size());
  boost::mpi::request sending = world.comm().isend(readers[self], 0, written.words().data(), words);
  Others others{.written = BlockSet(launched.plan.blocks)};
  for (std::size_t writer = 0; writer < readers.size(); ++writer) {
    if (readers[writer] != world.rank()) continue;
    BlockSet one(launched.plan.blocks);
    world.comm().recv(static_cast<int>(writer), 0, one.words().data(), words);
    others.written.add(one);
    others.on_other_node = node_of[writer] != node_of[self];
  }
  sending.wait();
  return others;
}

ToRead to_read(const Others& others) {
  const auto first = others.written.next(0);
  return {.first = first, .last = first ? *others.written.last() : 0, .from_other_node = others.on_other_node};
}

// How many blocks this rank has read back, and how many numbers.
struct ReadBack {
  std::uint64_t blocks = 0;
  std::uint64_t numbers = 0;
};

ReadBack read_back(const BlockSet& blocks, const Launched& launched, const Opened& opened, Control& control) {
  ReadBack done;
  LedgerWindow rows(*opened.file, launched.plan.blocks);
  if (const auto first = blocks.next(0)) opened.file->begin_reading(*first, *blocks.last());
  BlockCursor cursor(blocks, 0, blocks.count(), 1);
  const BlockStep judge = [&](const Block& block) {
    refuse_wrong(block, rows.row(block.index), launched);
    done.blocks += 1;
    done.numbers += block.range.count;
    control.handled(block.range.count);
  };
  Pipeline(launched.plan, *opened.team, launched.clock)
      .compare([&] { return control.stop_requested() ? std::nullopt : cursor.next(); }, fetch_from(opened), judge);
  opened.file->end_reading();
  return done;
}

}  // namespace

Checked check(const Start& start, const Launched& launched, const Opened& opened, const Resumed& resumed,
              const Stored& stored) {
  const World& world = start.world;
  Checked checked{
      .numbers = resumed.checked_numbers, .sources = resumed.sources, .self = stored.self, .phases = stored.phases};
  if (launched.plan.verify == Verify::memory) checked.numbers += stored.self.numbers;
  if (!reads_back(launched.plan.verify)) return checked;

  const Others others = written_by_others(world, launched, stored.written);
  const double begin_s = launched.clock.seconds();
  const Source source = look_before_reading(start, launched, opened, to_read(others));
  ReadBack done;
  const bool all =
      in_blocks(start, launched, opened, "check", numbers_in(resumed.open, launched.plan), [&](Control& control) {
        done = read_back(others.written, launched, opened, control);
        checked.self.check_s += launched.clock.seconds() - begin_s;
      });
  checked.numbers += done.numbers;
  checked.sources += bytes_of_all(world, source, done.numbers * bytes_per_square(launched.plan.width()));
  checked.phases.check_s += time_since(checked.phases, launched.clock);
  if (!all && world.sum(done.blocks) < resumed.open.count())
    stop_attempt(start, launched, opened, resumed,
                 {stored.written, checked.self, stored.threads, stored.way, checked.phases});
  return checked;
}

}  // namespace squares
