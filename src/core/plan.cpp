#include "core/plan.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "core/error.hpp"
#include "core/ledger.hpp"

namespace squares {
namespace {

constexpr std::uint64_t MiB = std::uint64_t{1} << 20;
constexpr std::uint64_t usual_block_bytes = 1 * MiB;
constexpr std::uint64_t long_block_bytes = 64 * MiB;
constexpr std::uint64_t largest_block_bytes = 1024 * MiB;  // one HDF5 write has to stay below 2 GiB
constexpr std::uint64_t many_blocks = 1'000'000;
constexpr std::uint64_t most_blocks = std::numeric_limits<std::uint32_t>::max();  // whatever counts them has 32 bits

// The fewest parts of at most `longest` integers whose number is a multiple of the ranks.
std::uint64_t blocks_of_at_most(std::uint64_t longest, std::uint64_t count, std::uint64_t ranks) {
  return ceil_divide(ceil_divide(count, longest), ranks) * ranks;
}

std::uint64_t default_blocks(Range range, Width width, std::uint64_t ranks) {
  const std::uint64_t usual = usual_block_bytes / bytes_per_square(width);
  const std::uint64_t longest = long_block_bytes / bytes_per_square(width);
  const std::uint64_t length = std::clamp(ceil_divide(range.count, many_blocks), usual, longest);
  return std::min(blocks_of_at_most(length, range.count, ranks), range.count);
}

Range checked_range(std::uint64_t first, std::uint64_t last) {
  if (last < first) {
    throw Error(Exit::usage, "the range ends before it begins: " + std::to_string(first) + ".." + std::to_string(last),
                "--first and --last", "give a --last that is not below --first");
  }
  // A file, its tables included, must stay below 2^63 bytes.
  const std::uint64_t most = (std::uint64_t{1} << 62) / bytes_per_square(width_for(last));
  if (last - first >= most) {
    throw Error(Exit::usage, "no file can hold the squares of " + std::to_string(first) + ".." + std::to_string(last),
                "--first and --last", "give a range of at most " + std::to_string(most) + " numbers");
  }
  return {first, last - first + 1};
}

std::uint64_t longest_block_of(Width width) { return largest_block_bytes / bytes_per_square(width); }

std::uint64_t checked_block_length(std::uint64_t length, Width width) {
  const std::uint64_t most = longest_block_of(width);
  if (length == 0 || length > most) {
    throw Error(Exit::usage, "a block of " + std::to_string(length) + " integers", "--block",
                "give a length from 1 to " + std::to_string(most));
  }
  return length;
}

std::uint64_t checked_blocks(std::uint64_t blocks) {
  if (blocks > most_blocks) {
    throw Error(Exit::usage, "a ledger of " + std::to_string(blocks) + " blocks", "--block",
                "give a longer block or a shorter range, so that there are at most " + std::to_string(most_blocks));
  }
  return blocks;
}

}  // namespace

Range Plan::block(std::uint64_t i) const {
  if (block_length == 0) return part(range, i, blocks);
  const std::uint64_t skipped = i * block_length;
  return {range.first + skipped, std::min(block_length, range.count - skipped)};
}

std::uint64_t Plan::file_bytes() const { return data_bytes() + blocks * sizeof(LedgerRow); }

std::uint64_t Plan::longest_block() const { return block(0).count; }

bool Plan::can_be_made() const {
  return blocks > 0 && blocks <= most_blocks && longest_block() <= longest_block_of(width());
}

std::uint64_t Plan::block_of(std::uint64_t n) const {
  const std::uint64_t offset = n - range.first;
  if (block_length != 0) return offset / block_length;
  const std::uint64_t length = range.count / blocks;
  const std::uint64_t longer = range.count % blocks;
  if (offset < longer * (length + 1)) return offset / (length + 1);
  return longer + (offset - longer * (length + 1)) / length;
}

Plan make_plan(const Request& request, std::uint32_t ranks) {
  Plan plan;
  plan.range = checked_range(request.first, request.last);
  plan.ranks = ranks;
  plan.threads = request.threads;
  plan.schedule = request.schedule;
  plan.verify = request.verify;
  plan.durable = request.durable ? 1 : 0;
  if (request.block_length) {
    plan.block_length = checked_block_length(*request.block_length, plan.width());
    plan.blocks = checked_blocks(ceil_divide(plan.range.count, plan.block_length));
  } else {
    plan.blocks = checked_blocks(default_blocks(plan.range, plan.width(), ranks));
  }
  return plan;
}

}  // namespace squares
