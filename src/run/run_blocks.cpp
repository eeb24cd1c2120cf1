// The work of a run, block after block: computing and storing, and reading back.
#include <fmt/format.h>
#include <unistd.h>

#include <boost/mpi/collectives/all_reduce.hpp>
#include <boost/mpi/collectives/scatter.hpp>
#include <boost/serialization/vector.hpp>

#include "core/decimal.hpp"
#include "core/schedule.hpp"
#include "parallel/dealer.hpp"
#include "report/progress.hpp"
#include "run/run_steps.hpp"
#include "store/ledger_window.hpp"
#include "system/stop_signals.hpp"

namespace squares {
namespace {

namespace mpi = boost::mpi;

}  // namespace

// Whether this rank would stop. The master also looks after the time, and now and then after the file.
bool Run::wants_stop() {
  constexpr double look_every_s = 0.5;
  if (stop_signal() != nullptr) return true;
  if (!world_.is_master()) return false;
  const double now_s = since_start_.seconds();
  if (call_.options.deadline_s && now_s >= *call_.options.deadline_s) return true;
  if (now_s < looked_s_ + look_every_s) return false;
  looked_s_ = now_s;
  return !file_->is_still_there();
}

bool Run::in_blocks(const char* name, std::uint64_t numbers, const std::function<void(Control&)>& step) {
  ProgressLine line(world_.is_master() ? call_.options.progress : ProgressMode::never,
                    user_has_terminal(STDERR_FILENO, launch_.launched()), name, numbers,
                    bytes_per_square(plan_.width()));
  Control control(world_,
                  {.show = [&](std::uint64_t done) { line.show(done); }, .wants_stop = [&] { return wants_stop(); }});
  const auto waiting = watchdog_->during(Doing::waiting);
  world_.together(
      [&] {
        const auto working = watchdog_->during(Doing::computing);
        try {
          step(control);
        } catch (...) {
          control.request_stop();
          throw;
        }
      },
      [&] {
        control.service();
        if (dealer_) dealer_->service();
      });
  const bool stopped = control.close();
  world_.on_master([&] { expect_part_is_there(); });
  return !stopped;
}

void Run::expect_part_is_there() const {
  if (file_->is_still_there()) return;
  throw Error(Exit::io, "the file was removed or replaced while the run went on", part_path_,
              "find out who did that, then run again");
}

std::uint64_t Run::numbers_in(const BlockSet& blocks) const {
  std::uint64_t numbers = 0;
  for (auto block = blocks.next(0); block; block = blocks.next(*block + 1)) numbers += plan_.block(*block).count;
  return numbers;
}

void Run::store() {
  const std::uint64_t open = open_.count();
  Share mine;
  if (world_.is_master())
    mpi::scatter(world_.comm(), deal(plan_, open), mine, 0);
  else
    mpi::scatter(world_.comm(), mine, 0);

  double worked_s = 0;
  const bool all = in_blocks("store", numbers_in(open_), [&](Control& control) {
    if (plan_.schedule == Schedule::dynamic) {
      store_dealt_blocks(control);
    } else {
      BlockCursor cursor(open_, mine.first, mine.count, mine.step);
      store_blocks(control, [&] { return control.stop_requested() ? std::nullopt : cursor.next(); });
    }
    worked_s = clock_.seconds();
  });
  dealer_.reset();
  report_.wait_s += clock_.seconds() - worked_s;
  result_.phases.store_s = clock_.lap();
  if (!all && mpi::all_reduce(world_.comm(), written_.count(), std::plus<>()) < open) stop();
}

void Run::store_dealt_blocks(Control& control) {
  dealer_.emplace(
      world_, open_, [&] { return control.stop_requested(); },
      [&] {
        if (rows_) rows_->flush();
        const auto scope = watchdog_->during(Doing::waiting);
        control.service();
      });
  try {
    store_blocks(control, [&] { return dealer_->next(); });
  } catch (...) {
    rows_.reset();  // what cannot be written is not tried again
    control.request_stop();
    dealer_->close();
    throw;
  }
  dealer_->close();
}

void Run::store_blocks(Control& control, const NextBlock& next) {
  Pipeline pipeline(plan_, *team_, clock_);
  rows_.emplace(*file_);
  pipeline.fill(
      [&] {
        const auto block = next();
        if (block) watchdog_->at_block(*block);
        return block;
      },
      [&](const Block& block) {
        write(block);
        control.handled(block.range.count);
        if (dealer_) dealer_->service();
      });
  rows_->flush();
  thread_reports_ = pipeline.threads();
  report_.wait_s = pipeline.waited_s();
}

// The data first, its row after it, soon.
void Run::write(const Block& block) {
  const auto scope = watchdog_->during(Doing::file_io);
  LedgerRow row{.first = block.range.first,
                .count = block.range.count,
                .rank = report_.rank,
                .attempt = report_.attempt,
                .start_s = block.start_s,
                .compute_s = block.compute_s,
                .sum = block.sum,
                .state = BlockState::done};
  const double begin_s = clock_.seconds();
  file_->write_squares(block.index, block.words);
  if (plan_.durable != 0) file_->sync_data();
  const double end_s = clock_.seconds();
  row.write_s = end_s - begin_s;
  rows_->add(block.index, sealed(row), end_s);
  if (plan_.durable != 0) rows_->flush();
  written_.add(block.index);
  report_.numbers += block.range.count;
  report_.blocks += 1;
  report_.compute_s += block.compute_s;
  report_.write_s += clock_.seconds() - begin_s;
}

void Run::sync() {
  const auto scope = watchdog_->during(Doing::collective);
  world_.together([&] { file_->sync(); });
  result_.phases.sync_s = clock_.lap();
}

// Each rank reads what another has written, and the ledger's rows of it.
void Run::check() {
  if (plan_.verify != Verify::file) return;
  const int size = world_.size();
  const int rank = world_.rank();
  BlockSet others(plan_.blocks);
  mpi::request sending = world_.comm().isend((rank + size - 1) % size, 0, written_.words());
  world_.comm().recv((rank + 1) % size, 0, others.words());
  sending.wait();

  const double begin_s = clock_.seconds();
  std::uint64_t checked = 0;
  const bool all = in_blocks("check", numbers_in(open_), [&](Control& control) {
    Pipeline pipeline(plan_, *team_, clock_);
    LedgerWindow rows(*file_, plan_.blocks);
    BlockCursor cursor(others, 0, others.count(), 1);
    pipeline.compare([&] { return control.stop_requested() ? std::nullopt : cursor.next(); },
                     [&](Block& block) {
                       const auto scope = watchdog_->during(Doing::file_io);
                       file_->read_squares(block.index, block.words);
                     },
                     [&](const Block& block) {
                       judge(block, rows.row(block.index));
                       ++checked;
                       checked_numbers_ += block.range.count;
                       control.handled(block.range.count);
                     });
    report_.check_s += clock_.seconds() - begin_s;
  });
  result_.phases.check_s += clock_.lap();
  if (!all && mpi::all_reduce(world_.comm(), checked, std::plus<>()) < open_.count()) stop();
}

void Run::judge(const Block& block, const LedgerRow& row) const {
  const auto where = [&](const std::string& place) {
    for (const RankReport& rank : read_attempts(Output::attempts_of(part_path_)).ranks) {
      if (rank.attempt != row.attempt || rank.rank != row.rank) continue;
      return fmt::format("{}, {}, written by rank {} on {}, process {}", part_path_, place, row.rank, rank.host.str(),
                         rank.pid);
    }
    return fmt::format("{}, {}", part_path_, place);
  };
  const std::string remedy =
      "do not trust this disk or this memory; --resume computes the wrong blocks again, better on another node";
  if (block.wrong) {
    const auto& [number, stored] = *block.wrong;
    throw Error(
        Exit::wrong_value,
        fmt::format("the square of {} reads {} instead of {}", number, to_decimal(stored), to_decimal(square(number))),
        where(fmt::format("/squares[{}] in block {}", number - plan_.range.first, block.index)), remedy);
  }
  if (!holds(row) || row.state != BlockState::done || row.range() != block.range || row.sum != block.sum) {
    throw Error(Exit::wrong_value, "the ledger's row does not describe its block",
                where(fmt::format("/blocks[{}]", block.index)), remedy);
  }
}

}  // namespace squares
