// Computing and storing, block after block.
#include <optional>
#include <utility>

#include "core/schedule.hpp"
#include "parallel/dealer.hpp"
#include "parallel/pipeline.hpp"
#include "run/blocks.hpp"
#include "run/steps.hpp"
#include "run/stop.hpp"
#include "store/part_ledger.hpp"

namespace squares {
namespace {

// Writes blocks and their rows, and counts what this rank has done.
class Writer {
 public:
  Writer(const Launched& launched, const Opened& opened, const RankReport& self)
      : plan_(launched.plan),
        clock_(launched.clock),
        file_(*opened.file),
        watchdog_(*opened.watchdog),
        rows_(std::in_place, *opened.file),
        written_(launched.plan.blocks),
        self_(self) {}

  // The data first, its row after it, soon.
  void write(const Block& block) {
    const auto scope = watchdog_.during(Doing::file_io);
    LedgerRow row{.first = block.range.first,
                  .count = block.range.count,
                  .rank = self_.rank,
                  .attempt = self_.attempt,
                  .start_s = block.start_s,
                  .compute_s = block.compute_s,
                  .sum = block.sum,
                  .state = BlockState::done};
    const double begin_s = clock_.seconds();
    file_.write_squares(block.index, block.words);
    if (plan_.durable != 0) file_.sync_data();
    const double end_s = clock_.seconds();
    row.write_s = end_s - begin_s;
    rows_->add(block.index, sealed(row), end_s);
    if (plan_.durable != 0) rows_->flush();
    written_.add(block.index);
    self_.numbers += block.range.count;
    self_.blocks += 1;
    self_.compute_s += block.compute_s;
    self_.write_s += clock_.seconds() - begin_s;
  }
  void flush() {
    if (rows_) rows_->flush();
  }
  // What cannot be written is not tried again.
  void drop_rows() { rows_.reset(); }

  [[nodiscard]] const BlockSet& written() const { return written_; }
  [[nodiscard]] const RankReport& self() const { return self_; }

 private:
  const Plan& plan_;
  const Stopwatch& clock_;
  PartFile& file_;
  Watchdog& watchdog_;
  std::optional<LedgerBatch> rows_;
  BlockSet written_;
  RankReport self_;
};

// The blocks of one rank, as its share or its dealer gives them, through the pipeline into the file.
class Storing {
 public:
  Storing(const Start& start, const Launched& launched, const Opened& opened, const Resumed& resumed)
      : world_(start.world),
        launched_(launched),
        opened_(opened),
        open_(resumed.open),
        pipeline_(launched.plan, *opened.team, launched.clock),
        writer_(launched, opened, resumed.self) {}

  void store_share(const Share& share, Control& control) {
    BlockCursor cursor(open_, share.first, share.count, share.step);
    store(control, [&] { return control.stop_requested() ? std::nullopt : cursor.next(); });
    worked_s_ = launched_.clock.seconds();
  }

  void store_dealt(Control& control) {
    dealer_.emplace(
        world_, opened_.watchdog->meter(), open_, [&] { return control.stop_requested(); },
        [&] {
          writer_.flush();
          const auto scope = opened_.watchdog->during(Doing::waiting);
          control.service();
        });
    try {
      store(control, [&] { return dealer_->next(); });
    } catch (...) {
      writer_.drop_rows();
      control.request_stop();
      dealer_->close();
      throw;
    }
    dealer_->close();
    worked_s_ = launched_.clock.seconds();
  }

  // Answers who asks the master for blocks. While it waits.
  void service() {
    if (dealer_) dealer_->service();
  }

  [[nodiscard]] Stored result(const Phases& phases) const {
    Stored stored{
        .written = writer_.written(), .self = writer_.self(), .threads = pipeline_.threads(), .phases = phases};
    stored.self.wait_s = pipeline_.waited_s() + launched_.clock.seconds() - worked_s_;
    return stored;
  }

 private:
  void store(Control& control, const NextBlock& next) {
    const NextBlock next_watched = [&] {
      const auto block = next();
      if (block) opened_.watchdog->at_block(*block);
      return block;
    };
    pipeline_.fill(next_watched, [&](const Block& block) {
      writer_.write(block);
      control.handled(block.range.count);
      service();
    });
    writer_.flush();
  }

  const World& world_;
  const Launched& launched_;
  const Opened& opened_;
  const BlockSet& open_;
  Pipeline pipeline_;
  Writer writer_;
  std::optional<Dealer> dealer_;
  double worked_s_ = 0;  // until when it had work, on the run's clock
};

}  // namespace

Stored store(const Start& start, const Launched& launched, const Opened& opened, const Resumed& resumed) {
  const World& world = start.world;
  const Plan& plan = launched.plan;
  const std::uint64_t open = resumed.open.count();
  const auto share = world.scatter(world.is_master() ? deal(plan, open) : std::vector<Share>());

  Storing storing(start, launched, opened, resumed);
  const bool all = in_blocks(
      start, launched, opened, "store", numbers_in(resumed.open, plan),
      [&](Control& control) {
        if (plan.schedule == Schedule::dynamic)
          storing.store_dealt(control);
        else
          storing.store_share(share, control);
      },
      [&] { storing.service(); });
  Stored stored = storing.result(resumed.phases);
  stored.phases.store_s = time_since(stored.phases, launched.clock);
  if (!all && world.sum(stored.written.count()) < open) stop_attempt(start, launched, opened, resumed, stored);

  const auto scope = opened.watchdog->during(Doing::collective);
  world.together([&] { opened.file->sync(); });
  stored.way = WriteWay(world.most(static_cast<std::uint64_t>(opened.file->write_way())));
  opened.file->leave_cached(stored.way);
  stored.phases.sync_s = time_since(stored.phases, launched.clock);
  return stored;
}

}  // namespace squares
