#include <gtest/gtest.h>

#include <limits>

#include "core/ledger.hpp"
#include "store/read_ledger.hpp"
#include "support/temporary_folder.hpp"
#include "system/file.hpp"

namespace squares {
namespace {

// Of a file that holds nothing but rows.
Timeline timeline_at(const std::string& path, std::uint64_t blocks, std::size_t most) {
  StoredValues values(path, {.range = {1, blocks}, .blocks = blocks}, Places{});
  return read_timeline(values, blocks, most);
}

struct LedgerTimeline : testing::Test {
  TemporaryFolder folder;
  std::string path = folder / "ledger";

  void write(const std::vector<LedgerRow>& rows) const {
    RawFile(path, O_WRONLY | O_CREAT).write(0, std::as_bytes(std::span(rows)));
  }
  static LedgerRow row(std::uint64_t i, std::uint32_t rank, BlockState state = BlockState::done) {
    return sealed({.first = 10 * i,
                   .count = 10,
                   .rank = rank,
                   .attempt = 1,
                   .start_s = static_cast<double>(i),
                   .compute_s = 0.5,
                   .write_s = 0.25,
                   .state = state});
  }
};

TEST_F(LedgerTimeline, few_blocks_are_a_stretch_each_in_order_of_time) {
  LedgerRow late = row(1, 0);
  late.start_s = 9;
  write({sealed(late), row(2, 0), row(3, 1)});
  const Timeline timeline = timeline_at(path, 3, 4);
  ASSERT_EQ(timeline.size(), 2U);
  const auto& first = timeline.at({1, 0});
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0].start_s, 2);
  EXPECT_EQ(first[1].start_s, 9);
  EXPECT_EQ(first[1].first_block, 0U);
}

TEST_F(LedgerTimeline, many_blocks_become_few_stretches_and_nothing_is_lost) {
  std::vector<LedgerRow> rows;
  for (std::uint64_t i = 0; i < 1003; ++i) rows.push_back(row(i, 0));
  write(rows);
  const auto stretches = timeline_at(path, rows.size(), 8).at({1, 0});
  EXPECT_LE(stretches.size(), 8U);
  Stretch total;
  for (const Stretch& stretch : stretches) {
    total.blocks += stretch.blocks;
    total.numbers += stretch.numbers;
    total.compute_s += stretch.compute_s;
    total.write_s += stretch.write_s;
  }
  EXPECT_EQ(total.blocks, 1003U);
  EXPECT_EQ(total.numbers, 10030U);
  EXPECT_DOUBLE_EQ(total.compute_s, 501.5);
  EXPECT_DOUBLE_EQ(total.write_s, 250.75);
}

TEST_F(LedgerTimeline, open_broken_and_timeless_rows_are_left_out) {
  LedgerRow broken = row(1, 0), timeless = row(2, 0);
  broken.count = 11;
  timeless.start_s = std::numeric_limits<double>::quiet_NaN();
  write({row(0, 0, BlockState::open), broken, sealed(timeless)});
  EXPECT_TRUE(timeline_at(path, 3, 8).empty());
}

}  // namespace
}  // namespace squares
