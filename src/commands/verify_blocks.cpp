#include "commands/verify_blocks.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <span>
#include <utility>

#include "core/buffer.hpp"
#include "core/ledger.hpp"
#include "system/file.hpp"

namespace squares {
namespace {

constexpr std::size_t most_findings = 10'000;

class BlockVerifier {
 public:
  BlockVerifier(const std::string& path, const FileFacts::Head& head, Range mine)
      : file_(path), head_(head), mine_(mine) {}

  // A thread's work: blocks, until none is left.
  void work() {
    const std::uint64_t numbers = std::min(head_.plan.longest_block(), size_ / bytes_per_square(head_.plan.width()));
    const Buffer buffer(numbers * words_per_square(head_.plan.width()));
    BlockResults results;
    const std::uint64_t left = count_left();
    for (std::uint64_t i = next_++; i < left; i = next_++) verify(mine_.first + i, buffer.words(), results);
    const std::lock_guard lock(mutex_);
    merge(results);
  }

  BlockResults results() {
    if (count_left() < mine_.count) add_lost(all_);
    std::sort(all_.findings.begin(), all_.findings.end(),
              [](const Finding& a, const Finding& b) { return a.byte < b.byte; });
    if (all_.findings.size() > most_findings) all_.findings.resize(most_findings);  // each thread kept as many
    return std::move(all_);
  }

 private:
  void verify(std::uint64_t block, std::uint64_t* buffer, BlockResults& results) {
    const Plan& plan = head_.plan;
    const Range range = plan.block(block);
    const std::uint64_t index = range.first - plan.range.first;
    const std::uint64_t place = head_.squares_offset + index * bytes_per_square(plan.width());
    const std::uint64_t row_place = head_.ledger_offset + block * sizeof(LedgerRow);
    LedgerRow row;
    if (row_place + sizeof row <= size_) file_.read(row_place, std::as_writable_bytes(std::span(&row, 1)));
    const bool is_done = says_done(row, range);
    if (head_.complete == 0 && !is_done) {
      results.counts.open_blocks += 1;
      results.counts.open_numbers += range.count;
      return;
    }

    const std::uint64_t left = squares_left(range.count, place);
    const std::span<std::uint64_t> words(buffer, left * words_per_square(plan.width()));
    file_.read(place, std::as_writable_bytes(words));
    const Finding here{.kind = DamageKind::ledger,
                       .rank = row.rank,
                       .attempt = row.attempt,
                       .number = range.first,
                       .count = 0,
                       .index = index,
                       .byte = row_place,
                       .block = block,
                       .stored = {}};
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

  // How many of these blocks, the first, are not wholly behind the end of the file, rows included.
  [[nodiscard]] std::uint64_t count_left() const {
    const Plan& plan = head_.plan;
    const std::uint64_t squares = squares_left(plan.range.count, head_.squares_offset);
    const std::uint64_t rows = size_ > head_.ledger_offset ? (size_ - head_.ledger_offset) / sizeof(LedgerRow) : 0;
    const std::uint64_t blocks = squares == 0 ? 0 : plan.block_of(plan.range.first + squares - 1) + 1;
    return std::clamp(std::max(blocks, rows), mine_.first, mine_.first + mine_.count) - mine_.first;
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
         .byte = head_.squares_offset + index * bytes_per_square(head_.plan.width()),
         .block = block,
         .stored = {}},
        results);
  }

  // How many of so many squares, from `place` on, the file still holds.
  [[nodiscard]] std::uint64_t squares_left(std::uint64_t count, std::uint64_t place) const {
    return place >= size_ ? 0 : std::min(count, (size_ - place) / bytes_per_square(head_.plan.width()));
  }

  [[nodiscard]] Finding finding_of(const Damage& damage, Finding here, std::uint64_t place) const {
    here.kind = damage.kind;
    here.number = damage.number;
    here.count = damage.count;
    here.index = damage.number - head_.plan.range.first;
    here.byte = place + damage.byte;
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

  RawFile file_;
  std::uint64_t size_ = file_.size();
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
