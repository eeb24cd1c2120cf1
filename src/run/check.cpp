// Reading back: each rank compares what another has written, and the ledger's rows of it.
#include <fmt/format.h>

#include "core/decimal.hpp"
#include "parallel/pipeline.hpp"
#include "run/blocks.hpp"
#include "run/steps.hpp"
#include "run/stop.hpp"
#include "store/attempts.hpp"
#include "store/part_ledger.hpp"

namespace squares {
namespace {

constexpr const char* remedy =
    "do not trust this disk or this memory; --resume computes the wrong blocks again, better on another node";

// A place in the part, and who wrote it.
std::string place_text(const std::string& part, const std::string& place, const LedgerRow& row) {
  for (const RankReport& rank : read_attempts(Output::attempts_of(part)).ranks) {
    if (rank.attempt != row.attempt || rank.rank != row.rank) continue;
    return fmt::format("{}, {}, written by rank {} on {}, process {}", part, place, row.rank, rank.host.str(),
                       rank.pid);
  }
  return fmt::format("{}, {}", part, place);
}

// Throws Error(wrong_value).
void refuse_wrong(const Block& block, const LedgerRow& row, const Launched& launched) {
  if (block.wrong) {
    const auto& [number, stored] = *block.wrong;
    const std::uint64_t index = number - launched.plan.range.first;
    throw Error(
        Exit::wrong_value,
        fmt::format("the square of {} reads {} instead of {}", number, to_decimal(stored), to_decimal(square(number))),
        place_text(launched.part, fmt::format("/squares[{}] in block {}", index, block.index), row), remedy);
  }
  if (!says_done(row, block.range) || row.sum != block.sum) {
    throw Error(Exit::wrong_value, "the ledger's row does not describe its block",
                place_text(launched.part, fmt::format("/blocks[{}]", block.index), row), remedy);
  }
}

// Collective: what the next rank has written. The last one's next is the first.
BlockSet written_by_next(const World& world, const BlockSet& written, std::uint64_t blocks) {
  const int size = world.size(), rank = world.rank();
  const auto words = static_cast<int>(written.words().size());
  BlockSet next(blocks);
  boost::mpi::request sending = world.comm().isend((rank + size - 1) % size, 0, written.words().data(), words);
  world.comm().recv((rank + 1) % size, 0, next.words().data(), words);
  sending.wait();
  return next;
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
  Checked checked{.numbers = resumed.checked_numbers, .self = stored.self, .phases = stored.phases};
  if (launched.plan.verify == Verify::memory) checked.numbers += stored.self.numbers;
  if (launched.plan.verify != Verify::file) return checked;

  const BlockSet others = written_by_next(world, stored.written, launched.plan.blocks);
  const double begin_s = launched.clock.seconds();
  ReadBack done;
  const bool all =
      in_blocks(start, launched, opened, "check", numbers_in(resumed.open, launched.plan), [&](Control& control) {
        done = read_back(others, launched, opened, control);
        checked.self.check_s += launched.clock.seconds() - begin_s;
      });
  checked.numbers += done.numbers;
  checked.phases.check_s += time_since(checked.phases, launched.clock);
  if (!all && world.sum(done.blocks) < resumed.open.count())
    stop_attempt(start, launched, opened, resumed,
                 {stored.written, checked.self, stored.threads, stored.way, checked.phases});
  return checked;
}

}  // namespace squares
