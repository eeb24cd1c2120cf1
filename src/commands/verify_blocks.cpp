#include "commands/verify_blocks.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <span>
#include <tuple>
#include <utility>

#include "core/buffer.hpp"
#include "core/ledger.hpp"

namespace squares {
namespace {

constexpr std::size_t most_findings = 10'000;

class BlockVerifier {
 public:
  BlockVerifier(const std::string& path, const FileFacts::Head& head, Range mine)
      : values_(path, head.plan, head.places), head_(head), mine_(mine) {
    if (mine.count == 0) return;
    const std::uint64_t first = head.plan.block(mine.first).first, last = head.plan.block(mine.last()).last();
    values_.drop_behind(first - head.plan.range.first, last - first + 1);
  }

  // A thread's work: blocks, until none is left.
  void work() {
    const std::uint64_t numbers = std::min(head_.plan.longest_block(), values_.squares_left(0, head_.plan.range.count));
    const Buffer buffer(numbers * words_per_square(head_.plan.width()));
    BlockResults results;
    const std::uint64_t left = count_left();
    for (std::uint64_t i = next_++; i < left; i = next_++) verify(mine_.first + i, buffer.words(), results);
    const std::lock_guard lock(mutex_);
    merge(results);
  }

  BlockResults results() {
    if (count_left() < mine_.count) add_lost(all_);
    std::sort(all_.findings.begin(), all_.findings.end(), [](const Finding& a, const Finding& b) {
      return std::tuple(a.byte, a.index, a.block) < std::tuple(b.byte, b.index, b.block);
    });
    if (all_.findings.size() > most_findings) all_.findings.resize(most_findings);  // each thread kept as many
    return std::move(all_);
  }

 private:
  void verify(std::uint64_t block, std::uint64_t* buffer, BlockResults& results) {
    const Plan& plan = head_.plan;
    const Range range = plan.block(block);
    const std::uint64_t index = range.first - plan.range.first;
    const std::optional<std::uint64_t> place = place_of(index);
    const LedgerRow row = row_of(block);
    const bool is_done = says_done(row, range);
    if (head_.complete == 0 && !is_done) {
      results.counts.open_blocks += 1;
      results.counts.open_numbers += range.count;
      return;
    }

    const Finding here{.kind = DamageKind::ledger,
                       .rank = row.rank,
                       .attempt = row.attempt,
                       .number = range.first,
                       .count = 0,
                       .index = index,
                       .byte = head_.places ? head_.places->ledger + block * sizeof row : nowhere,
                       .block = block,
                       .stored = {}};
    const std::uint64_t left = values_.squares_left(index, range.count);
    const std::span<std::uint64_t> words(buffer, left * words_per_square(plan.width()));
    try {
      values_.read_squares(index, words);
    } catch (const Unreadable&) {
      add(finding_of({.kind = DamageKind::unreadable, .number = range.first, .count = range.count, .stored = {}}, here,
                     place),
          results);
      if (!is_done) add(here, results);
      results.counts.wrong_numbers += range.count;
      return;
    }
    std::uint64_t wrong = 0;
    const Compared compared = compare_squares(plan.width(), words, range.first);
    if (compared.wrong) {
      find_damage(plan.width(), words, {range.first, left}, place, [&](const Damage& damage) {
        add(finding_of(damage, here, place), results);
        wrong += damage.count;
      });
    }
    if (left < range.count) {
      add(finding_of({.kind = DamageKind::truncated,
                      .number = range.first + left,
                      .count = range.count - left,
                      .byte = left * bytes_per_square(plan.width()),
                      .stored = {}},
                     here, place),
          results);
      wrong += range.count - left;
    }
    if (!is_done || (wrong == 0 && row.sum != compared.sum)) add(here, results);
    results.counts.wrong_numbers += wrong;
    results.counts.right_numbers += range.count - wrong;
  }

  // The row as it is stored; where it cannot be read, one that says nothing.
  LedgerRow row_of(std::uint64_t block) {
    LedgerRow row;
    if (block >= values_.rows_left()) return row;
    try {
      values_.read_rows(block, std::span(&row, 1));
    } catch (const Unreadable&) {
      return {};
    }
    return row;
  }

  // How many of these blocks, the first, are not wholly behind the end of the file, rows included.
  [[nodiscard]] std::uint64_t count_left() const {
    const Plan& plan = head_.plan;
    const std::uint64_t squares = values_.squares_left(0, plan.range.count);
    const std::uint64_t blocks = squares == 0 ? 0 : plan.block_of(plan.range.first + squares - 1) + 1;
    return std::clamp(std::max(blocks, values_.rows_left()), mine_.first, mine_.first + mine_.count) - mine_.first;
  }

  // Reports all blocks behind the end of the file as one finding: a truncated file may lack millions.
  void add_lost(BlockResults& results) const {
    const std::uint64_t block = mine_.first + count_left(), blocks = mine_.count - count_left();
    const std::uint64_t number = head_.plan.block(block).first;
    const std::uint64_t count = head_.plan.block(block + blocks - 1).last() - number + 1;
    if (head_.complete == 0) {
      results.counts.open_blocks += blocks;
      results.counts.open_numbers += count;
      return;
    }
    const std::uint64_t index = number - head_.plan.range.first;
    results.counts.wrong_numbers += count;
    add({.kind = DamageKind::truncated,
         .rank = 0,
         .attempt = 0,
         .number = number,
         .count = count,
         .index = index,
         .byte = place_of(index).value_or(nowhere),
         .block = block,
         .stored = {}},
        results);
  }

  // Of a square, in bytes from the beginning of the file.
  [[nodiscard]] std::optional<std::uint64_t> place_of(std::uint64_t index) const {
    if (!head_.places) return std::nullopt;
    return head_.places->squares + index * bytes_per_square(head_.plan.width());
  }

  [[nodiscard]] Finding finding_of(const Damage& damage, Finding here, std::optional<std::uint64_t> place) const {
    here.kind = damage.kind;
    here.number = damage.number;
    here.count = damage.count;
    here.index = damage.number - head_.plan.range.first;
    here.byte = place ? *place + damage.byte : nowhere;
    here.stored = damage.stored;
    here.source = damage.source;
    return here;
  }

  static void add(const Finding& finding, BlockResults& results) {
    results.counts.findings += 1;
    if (results.findings.size() < most_findings) results.findings.push_back(finding);
  }

  void merge(const BlockResults& results) {
    all_.counts += results.counts;
    all_.findings.insert(all_.findings.end(), results.findings.begin(), results.findings.end());
  }

  StoredValues values_;
  const FileFacts::Head& head_;
  Range mine_;
  std::atomic<std::uint64_t> next_ = 0;
  std::mutex mutex_;
  BlockResults all_;
};

}  // namespace

BlockResults verify_blocks(const std::string& path, const FileFacts::Head& head, Range mine, Team& team) {
  BlockVerifier verifier(path, head, mine);
  team.start([&](std::uint32_t) { verifier.work(); }).wait();
  return verifier.results();
}

}  // namespace squares
