// A set of blocks: one bit for each block of a plan.
#pragma once

#include <bit>
#include <cassert>
#include <cstdint>
#include <numeric>
#include <optional>
#include <vector>

namespace squares {

class BlockSet {
 public:
  BlockSet() = default;
  // Blocks 0..blocks−1, of which none is in the set.
  explicit BlockSet(std::uint64_t blocks) : words_((blocks + 63) / 64) {}

  static BlockSet all(std::uint64_t blocks) {
    BlockSet set(blocks);
    for (std::uint64_t block = 0; block < blocks; ++block) set.add(block);
    return set;
  }

  [[nodiscard]] bool contains(std::uint64_t block) const { return (words_[block / 64] >> (block % 64) & 1U) != 0; }

  void add(std::uint64_t block) {
    assert(block / 64 < words_.size());
    words_[block / 64] |= std::uint64_t{1} << (block % 64);
  }

  // `others` is of as many blocks.
  void add(const BlockSet& others) {
    assert(words_.size() == others.words_.size());
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= others.words_[i];
  }

  [[nodiscard]] std::uint64_t count() const {
    return std::accumulate(words_.begin(), words_.end(), std::uint64_t{0}, [](std::uint64_t sum, std::uint64_t word) {
      return sum + static_cast<std::uint64_t>(std::popcount(word));
    });
  }

  // The first block of the set that is not below `block`.
  [[nodiscard]] std::optional<std::uint64_t> next(std::uint64_t block) const {
    for (std::uint64_t i = block / 64; i < words_.size(); ++i) {
      const std::uint64_t below = i == block / 64 ? (std::uint64_t{1} << (block % 64)) - 1 : 0;
      const std::uint64_t rest = words_[i] & ~below;
      if (rest != 0) return i * 64 + static_cast<std::uint64_t>(std::countr_zero(rest));
    }
    return std::nullopt;
  }

  // The last block of the set.
  [[nodiscard]] std::optional<std::uint64_t> last() const {
    for (std::uint64_t i = words_.size(); i-- > 0;) {
      if (words_[i] != 0) return i * 64 + 63 - static_cast<std::uint64_t>(std::countl_zero(words_[i]));
    }
    return std::nullopt;
  }

  // The bits, for messages: block b is bit b%64 of word b/64.
  [[nodiscard]] std::vector<std::uint64_t>& words() { return words_; }
  [[nodiscard]] const std::vector<std::uint64_t>& words() const { return words_; }

 private:
  std::vector<std::uint64_t> words_;
};

// Goes through a set: its k-th block for k = first, first+step, …, `count` of them.
class BlockCursor {
 public:
  BlockCursor(const BlockSet& set, std::uint64_t first, std::uint64_t count, std::uint64_t step)
      : set_(set), skip_(first), left_(count), step_(step) {}

  std::optional<std::uint64_t> next() {
    if (left_ == 0) return std::nullopt;
    std::optional<std::uint64_t> block = set_.next(position_);
    for (std::uint64_t i = 0; i < skip_; ++i) block = set_.next(*block + 1);
    position_ = *block + 1;
    skip_ = step_ - 1;
    --left_;
    return block;
  }

 private:
  const BlockSet& set_;
  std::uint64_t position_ = 0;
  std::uint64_t skip_;  // blocks of the set to pass over before the next one
  std::uint64_t left_;
  std::uint64_t step_;
};

}  // namespace squares
