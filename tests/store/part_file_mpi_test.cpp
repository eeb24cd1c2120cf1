#include <gtest/gtest.h>

#include <boost/mpi/collectives/broadcast.hpp>
#include <boost/serialization/string.hpp>
#include <cstring>
#include <limits>
#include <optional>
#include <vector>

#include "store/part_file.hpp"
#include "store/part_ledger.hpp"
#include "support/mpi.hpp"
#include "support/temporary_folder.hpp"

namespace squares {
namespace {

constexpr std::uint64_t top = std::numeric_limits<std::uint64_t>::max();

// A part in a folder that all ranks see; the master's to make and to remove.
class part_file : public testing::Test {
 protected:
  part_file() {
    if (world().is_master()) path_ = folder_.emplace() / "squares.h5.part";
    boost::mpi::broadcast(world().comm(), path_, 0);
  }
  ~part_file() override { world().comm().barrier(); }

  // Collective.
  void create(const Plan& plan) {
    world().on_master([&] { create_part(path_, plan, {}); });
  }

  std::optional<TemporaryFolder> folder_;
  std::string path_;
};

// Block i is of rank i mod n; `shift` ranks further on it is another's.
std::vector<std::uint64_t> blocks_of(const Plan& plan, int shift) {
  const auto ranks = static_cast<std::uint64_t>(world().size());
  std::vector<std::uint64_t> blocks;
  for (std::uint64_t i = 0; i < plan.blocks; ++i) {
    if (i % ranks == static_cast<std::uint64_t>(world().rank() + shift) % ranks) blocks.push_back(i);
  }
  return blocks;
}

std::vector<std::uint64_t> words_of(const Plan& plan, std::uint64_t index) {
  const Range range = plan.block(index);
  std::vector<std::uint64_t> words(range.count * words_per_square(plan.width()));
  fill_squares(plan.width(), words, range.first);
  return words;
}

LedgerRow row_of(const Plan& plan, std::uint64_t index, int rank) {
  const Range range = plan.block(index);
  return sealed({.first = range.first,
                 .count = range.count,
                 .rank = static_cast<std::uint32_t>(rank),
                 .attempt = 7,
                 .start_s = 0.5,
                 .compute_s = 1.5,
                 .write_s = 2.5,
                 .sum = sum_words(words_of(plan, index)),
                 .state = BlockState::done});
}

const std::vector<Request> requests{
    {.first = 1, .last = 1000, .block_length = 64},
    {.first = 5, .last = 5},
    {.first = 1, .last = 2, .block_length = 1},
    {.first = (std::uint64_t{1} << 32) - 100, .last = (std::uint64_t{1} << 32) + 100, .block_length = 10},
    {.first = top - 99, .last = top, .block_length = 30},
};

TEST_F(part_file, what_one_rank_wrote_another_reads) {
  for (const Request& request : requests) {
    const Plan plan = make_plan(request, static_cast<std::uint32_t>(world().size()));
    create(plan);
    PartFile file(world().comm(), path_, plan);
    for (const std::uint64_t block : blocks_of(plan, 0)) {
      file.write_squares(block, words_of(plan, block));
      const LedgerRow row = row_of(plan, block, world().rank());
      file.write_rows(block, std::span(&row, 1));
    }
    file.sync();
    world().comm().barrier();

    const int writer = (world().rank() + 1) % world().size();
    LedgerWindow rows(file, plan.blocks);
    for (const std::uint64_t block : blocks_of(plan, 1)) {
      std::vector<std::uint64_t> words(words_of(plan, block).size());
      file.read_squares(block, words);
      EXPECT_EQ(words, words_of(plan, block)) << "block " << block;
      const LedgerRow row = rows.row(block);
      const LedgerRow expected = row_of(plan, block, writer);
      EXPECT_TRUE(holds(row)) << "block " << block;
      EXPECT_EQ(row.crc, expected.crc) << "block " << block;
      EXPECT_EQ(row.range(), expected.range()) << "block " << block;
      EXPECT_EQ(row.rank, expected.rank) << "block " << block;
      EXPECT_EQ(row.sum, expected.sum) << "block " << block;
      EXPECT_EQ(row.state, BlockState::done) << "block " << block;
    }
    file.close();
    world().on_master([&] { std::filesystem::remove(path_); });
  }
}

// Rows wait while they follow each other; whatever is marked done in the file is a row that was added.
TEST_F(part_file, rows_wait_in_a_batch_until_one_does_not_follow_or_enough_wait_or_time_is_up) {
  const Plan plan =
      make_plan({.first = 1, .last = 1000, .block_length = 1}, static_cast<std::uint32_t>(world().size()));
  create(plan);
  PartFile file(world().comm(), path_, plan);
  const auto is_done = [&](std::uint64_t block) {
    LedgerRow row;
    file.read_rows(block, std::span(&row, 1));
    EXPECT_TRUE(holds(row));
    return row.state == BlockState::done;
  };
  if (world().is_master()) {
    LedgerBatch batch(file);
    const auto add = [&](std::uint64_t block, double now_s) { batch.add(block, row_of(plan, block, 0), now_s); };
    add(10, 0);
    add(11, 0);
    EXPECT_FALSE(is_done(10)) << "waits";
    add(20, 0);
    EXPECT_TRUE(is_done(10) && is_done(11)) << "20 does not follow 11";
    EXPECT_FALSE(is_done(20));
    add(21, 1);
    EXPECT_TRUE(is_done(20) && is_done(21)) << "20 has waited for a second";
    for (std::uint64_t block = 100; block < 163; ++block) add(block, 2);
    EXPECT_FALSE(is_done(100));
    add(163, 2);
    EXPECT_TRUE(is_done(100) && is_done(163)) << "64 are enough";
    add(500, 3);
    batch.flush();
    EXPECT_TRUE(is_done(500));
    batch.flush();
    EXPECT_FALSE(is_done(9) || is_done(12) || is_done(22) || is_done(164) || is_done(499) || is_done(501));
  }
  world().comm().barrier();
  file.close();
}

TEST_F(part_file, of_a_new_one_every_row_is_open_and_holds) {
  const Plan plan =
      make_plan({.first = 1, .last = 100'000, .block_length = 1}, static_cast<std::uint32_t>(world().size()));
  create(plan);
  PartFile file(world().comm(), path_, plan);
  LedgerWindow rows(file, plan.blocks);
  for (std::uint64_t block = 0; block < plan.blocks; block += 997) {
    const LedgerRow row = rows.row(block);
    ASSERT_TRUE(holds(row)) << "block " << block;
    ASSERT_EQ(row.state, BlockState::open) << "block " << block;
    ASSERT_EQ(row.range(), plan.block(block));
  }
  EXPECT_EQ(rows.row(plan.blocks - 1).range(), plan.block(plan.blocks - 1));
  file.close();
}

TEST_F(part_file, a_block_leaves_its_neighbours_alone) {
  const Plan plan = make_plan({.first = 1, .last = 30, .block_length = 10}, 1);
  create(plan);
  PartFile file(world().comm(), path_, plan);
  world().on_master([&] {
    const std::vector<std::uint64_t> marks(10, 42);
    file.write_squares(0, marks);
    file.write_squares(2, marks);
    file.write_squares(1, words_of(plan, 1));
    std::vector<std::uint64_t> words(10);
    for (const std::uint64_t neighbour : {0U, 2U}) {
      file.read_squares(neighbour, words);
      EXPECT_EQ(words, marks) << "block " << neighbour;
    }
  });
  file.close();
}

TEST_F(part_file, knows_when_it_was_removed_or_replaced) {
  const Plan plan = make_plan({.first = 1, .last = 10}, 1);
  create(plan);
  PartFile file(world().comm(), path_, plan);
  EXPECT_TRUE(file.is_still_there());
  world().comm().barrier();
  world().on_master([&] { std::filesystem::rename(path_, path_ + ".moved"); });
  EXPECT_FALSE(file.is_still_there());
  world().comm().barrier();
  world().on_master([&] { write_file(path_, "another file"); });
  EXPECT_FALSE(file.is_still_there());
  file.close();
}

TEST_F(part_file, names_where_its_data_lies) {
  const Plan plan = make_plan({.first = 1, .last = 100, .block_length = 10}, 1);
  create(plan);
  PartFile file(world().comm(), path_, plan);
  const auto [squares, rows] = file.data();
  EXPECT_EQ(squares.bytes, 800U);
  EXPECT_EQ(rows.bytes, 640U);
  world().on_master([&, offset = squares.offset] {
    file.write_squares(3, words_of(plan, 3));
    file.sync_data();
    std::uint64_t first = 0;
    std::memcpy(&first, content_of(path_).data() + offset + 8 * 30, sizeof first);
    EXPECT_EQ(first, 31U * 31U);
  });
  file.close();
}

TEST_F(part_file, no_row_of_the_ledger_straddles_a_page) {
  for (const std::uint64_t blocks : {1U, 63U, 64U, 1000U}) {
    const Plan plan = make_plan({.first = 1, .last = blocks, .block_length = 1}, 1);
    create(plan);
    PartFile file(world().comm(), path_, plan);
    const std::uint64_t begin = file.data()[1].offset;
    for (std::uint64_t row = begin; row < begin + 64 * blocks; row += 64) {
      EXPECT_EQ(row / 4096, (row + 63) / 4096) << "row " << (row - begin) / 64 << " of " << blocks;
    }
    file.close();
    world().on_master([&] { std::filesystem::remove(path_); });
  }
}

TEST_F(part_file, one_that_fits_no_disk_is_refused_and_removed) {
  world().on_master([&] {
    try {
      create_part(path_, make_plan({.first = 1, .last = std::uint64_t{1} << 39, .block_length = 1 << 26}, 1), {});
      ADD_FAILURE() << "there is a disk of 8 TiB";
    } catch (const Error& error) {
      EXPECT_EQ(error.code, Exit::cannot_create) << error.what();
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder_->path()));
  });
}

TEST_F(part_file, opening_what_is_no_file_of_ours_fails_on_all_ranks) {
  world().on_master([&] { write_file(path_, "this is no HDF5 file"); });
  EXPECT_THROW(PartFile(world().comm(), path_, make_plan({}, 1)), Error);
  EXPECT_FALSE(PartFile::any_abandoned());
}

}  // namespace
}  // namespace squares
