#include "parallel/pipeline.hpp"

#include <sched.h>

#include <algorithm>
#include <string>

#include "core/decimal.hpp"
#include "core/error.hpp"

namespace squares {
namespace {

// Thread `thread`'s part of a block: its integers, and the words of their squares.
struct Span {
  Range range;
  std::span<std::uint64_t> words;
};

Span span_of(const Block& block, std::uint32_t thread, std::uint32_t threads) {
  const Range mine = part(block.range, thread, threads);
  const std::uint64_t words = block.words.size() / block.range.count;
  return {mine, block.words.subspan((mine.first - block.range.first) * words, mine.count * words)};
}

void refuse_wrong_square(const Block& block) {
  if (!block.wrong) return;
  throw Error(
      Exit::wrong_value,
      "the square of " + std::to_string(block.wrong->number) + " was computed as " + to_decimal(block.wrong->stored),
      "block " + std::to_string(block.index) + ", in memory",
      "do not trust this machine: its processor or memory is faulty");
}

}  // namespace

Pipeline::Pipeline(const Plan& plan, Team& team, const Stopwatch& clock)
    : plan_(plan),
      team_(team),
      clock_(clock),
      overlaps_(!team.is_the_caller()),
      partials_(team.threads()),
      reports_(team.threads()) {
  const std::uint64_t words = plan.longest_block() * words_per_square(plan.width());
  for (std::size_t k = 0; k < (overlaps_ ? 2 : 1); ++k) buffers_.at(k) = Buffer(words);
  for (std::uint32_t thread = 0; thread < team.threads(); ++thread) reports_[thread].thread = thread;
}

Block Pipeline::block_in(std::size_t buffer, std::uint64_t index) const {
  const Range range = plan_.block(index);
  return {.index = index,
          .range = range,
          .words = {buffers_.at(buffer).words(), range.count * words_per_square(plan_.width())},
          .wrong = {}};
}

Team::Task Pipeline::start(Block& block, const Work& work) {
  block.start_s = clock_.seconds();
  return team_.start([this, &block, work](std::uint32_t thread) {
    const int cpu = sched_getcpu();
    const double begin_s = clock_.seconds();
    const Span span = span_of(block, thread, team_.threads());
    Partial& partial = partials_[thread];
    partial = work(span.words, span.range.first);
    partial.end_s = clock_.seconds();

    ThreadReport& report = reports_[thread];
    if (report.cpu_first < 0) report.cpu_first = cpu;
    report.cpu_last = cpu;
    report.blocks += span.range.count > 0 ? 1 : 0;
    report.numbers += span.range.count;
    report.busy_s += partial.end_s - begin_s;
  });
}

void Pipeline::finish(Team::Task& task, Block& block) {
  const double begin_s = clock_.seconds();
  task.wait();
  waited_s_ += clock_.seconds() - begin_s;
  for (const Partial& partial : partials_) {
    block.compute_s = std::max(block.compute_s, partial.end_s - block.start_s);
    block.sum += partial.sum;
    if (!block.wrong) block.wrong = partial.wrong;
  }
}

void Pipeline::fill(const NextBlock& next, const BlockStep& store) {
  const Work work = [this](std::span<std::uint64_t> words, std::uint64_t first) {
    Partial partial;
    partial.sum = fill_and_sum(plan_.width(), words, first);
    if (plan_.verify == Verify::memory) partial.wrong = find_wrong_square(plan_.width(), words, first);
    return partial;
  };
  std::array<Block, 2> blocks;
  std::optional<Team::Task> task;
  const auto begin = [&](std::size_t slot) {
    task.reset();
    if (const auto index = next()) {
      blocks[slot] = block_in(slot, *index);
      task.emplace(start(blocks[slot], work));
    }
  };

  begin(0);
  for (std::size_t full = 0; task; full = other(full)) {
    finish(*task, blocks[full]);
    refuse_wrong_square(blocks[full]);
    if (overlaps_) begin(other(full));
    store(blocks[full]);
    if (!overlaps_) begin(full);
  }
}

void Pipeline::compare(const NextBlock& next, const BlockStep& fetch, const BlockStep& judge) {
  const Work work = [this](std::span<std::uint64_t> words, std::uint64_t first) {
    const Compared compared = compare_squares(plan_.width(), words, first);
    return Partial{.sum = compared.sum, .wrong = compared.wrong, .end_s = 0};
  };
  std::array<Block, 2> blocks;
  const auto fetch_next = [&](std::size_t slot) {
    const auto index = next();
    if (index) {
      blocks[slot] = block_in(slot, *index);
      fetch(blocks[slot]);
    }
    return index.has_value();
  };

  bool more = fetch_next(0);
  for (std::size_t slot = 0; more; slot = other(slot)) {
    Team::Task task = start(blocks[slot], work);
    if (overlaps_) more = fetch_next(other(slot));
    finish(task, blocks[slot]);
    judge(blocks[slot]);
    if (!overlaps_) more = fetch_next(slot);
  }
}

}  // namespace squares
