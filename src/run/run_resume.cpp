// What an earlier attempt has left: which of its blocks are to be trusted, and which attempt this is.
#include <fmt/format.h>

#include <algorithm>
#include <boost/mpi/collectives/all_reduce.hpp>
#include <boost/mpi/collectives/broadcast.hpp>
#include <boost/mpi/operations.hpp>
#include <deque>
#include <span>

#include "report/streams.hpp"
#include "run/run_steps.hpp"
#include "store/ledger_window.hpp"

namespace squares {
namespace {

namespace mpi = boost::mpi;

}  // namespace

// Each rank looks at its part of the rows: a block that is marked done is trusted once every value has been compared.
void Run::recheck_done_blocks() {
  written_ = lying_ = BlockSet(plan_.blocks);
  open_ = resuming_ ? BlockSet(plan_.blocks) : BlockSet::all(plan_.blocks);
  if (resuming_) {
    if (!in_blocks("recheck", plan_.range.count, [&](Control& control) { recheck_my_rows(control); })) stop();
    std::vector<std::uint64_t>& words = open_.words();
    mpi::all_reduce(world_.comm(), mpi::inplace(words.data()), static_cast<int>(words.size()),
                    mpi::bitwise_or<std::uint64_t>());
    report_.check_s = clock_.lap_so_far();
  }
  announce_attempt();
  world_.together([&] {
    for (auto block = lying_.next(0); block; block = lying_.next(*block + 1)) {
      const Range range = plan_.block(*block);
      const LedgerRow open_row = sealed({.first = range.first, .count = range.count});
      file_->write_rows(*block, std::span(&open_row, 1));
    }
  });
  double& phase_s = resuming_ ? result_.phases.check_s : result_.phases.create_s;
  phase_s += clock_.lap();
}

void Run::recheck_my_rows(Control& control) {
  LedgerWindow rows(*file_, plan_.blocks);
  const Range mine = part({0, plan_.blocks}, report_.rank, plan_.ranks);
  std::uint64_t next = mine.first;
  std::deque<LedgerRow> claims;  // of the blocks that are being compared
  const NextBlock next_done = [&]() -> std::optional<std::uint64_t> {
    while (next < mine.first + mine.count && !control.stop_requested()) {
      const std::uint64_t block = next++;
      const LedgerRow& row = rows.row(block);
      if (holds(row)) last_attempt_ = std::max(last_attempt_, row.attempt);
      if (holds(row) && row.state == BlockState::done && row.range() == plan_.block(block)) {
        claims.push_back(row);
        return block;
      }
      open_.add(block);
    }
    return std::nullopt;
  };
  Pipeline pipeline(plan_, *team_, clock_);
  pipeline.compare(
      next_done,
      [&](Block& block) {
        const auto scope = watchdog_->during(Doing::file_io);
        file_->read_squares(block.index, block.words);
      },
      [&](const Block& block) {
        if (block.wrong || block.sum != claims.front().sum) {
          open_.add(block.index);
          lying_.add(block.index);
        } else {
          checked_numbers_ += block.range.count;
        }
        claims.pop_front();
        control.handled(block.range.count);
      });
}

// Gives the attempt its number, and says on the disk who takes part, before anything is written.
void Run::announce_attempt() {
  std::uint32_t last = mpi::all_reduce(world_.comm(), last_attempt_, mpi::maximum<std::uint32_t>());
  const std::uint64_t lying = mpi::all_reduce(world_.comm(), lying_.count(), std::plus<>());
  world_.on_master([&] {
    const auto scope = watchdog_->during(Doing::file_io);
    last = std::max(last, read_attempts(output_->attempts()).last());
    for (RankReport& rank : result_.ranks) {
      rank.attempt = last + 1;
      // What it will tell at the end, unless it is killed.
      rank.compute_s = rank.write_s = rank.wait_s = rank.check_s = rank.cpu_s = unknown_s;
    }
    append_attempt(output_->attempts(), result_.ranks, {});
    if (!resuming_) return;
    const std::uint64_t open = open_.count();
    if (!call_.options.quiet) {
      say(fmt::format("squares: resumes, attempt {}: {} of {} blocks are done and right\n", last + 1,
                      plan_.blocks - open, plan_.blocks));
    }
    if (lying > 0)
      say(fmt::format("squares: warning: {} blocks were marked done and are wrong; they are computed again\n", lying));
  });
  mpi::broadcast(world_.comm(), last, 0);
  report_.attempt = last + 1;
  announced_ = true;
}

}  // namespace squares
