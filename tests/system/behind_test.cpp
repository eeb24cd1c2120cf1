// Writing and reading behind: what is cached and dirty meanwhile, as the kernel counts it, on the disk of the
// temporary folder.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "support/temporary_folder.hpp"
#include "system/read_behind.hpp"
#include "system/write_behind.hpp"

namespace squares {
namespace {

constexpr std::uint64_t MiB = 1ULL << 20;
constexpr std::uint64_t large = least_bytes_behind;  // the least file that is written and read behind
constexpr std::uint64_t ranks = 8;
constexpr std::uint64_t window = window_bytes(large, ranks);
constexpr std::uint64_t little_memory = 0, much_memory = ~0ULL;

class behind : public testing::Test {
 protected:
  behind() {
    if (medium_of(file_) != Medium::disk) skipped_ = "the temporary folder is on no local disk";
    if (!cached_bytes(file_, {0, 1})) skipped_ = "this kernel does not tell what is cached (cachestat, Linux 6.5)";
  }

  // Without reading ahead: what the kernel is reading in a moment cannot be dropped in it.
  void SetUp() override {
    if (!skipped_.empty()) GTEST_SKIP() << skipped_;
    ASSERT_EQ(::posix_fadvise(file_, 0, 0, POSIX_FADV_RANDOM), 0);
  }

  void write(std::uint64_t offset, std::uint64_t bytes = MiB) {
    const std::vector<std::byte> some(bytes, std::byte{1});
    ASSERT_EQ(::pwrite(file_, some.data(), bytes, static_cast<off_t>(offset)), static_cast<ssize_t>(bytes));
  }
  void read(std::uint64_t offset) {
    std::vector<std::byte> some(MiB);
    ASSERT_GE(::pread(file_, some.data(), MiB, static_cast<off_t>(offset)), 0);
  }
  [[nodiscard]] CachedBytes cached(Extent extent = {0, large}) const { return cached_bytes(file_, extent).value(); }

  // Of what nobody drops the kernel itself may take a page away at any time, but not much of it at once.
  static void expect_stays(std::uint64_t bytes, const CachedBytes& cached) {
    EXPECT_LE(cached.all, bytes);
    EXPECT_GE(cached.all, bytes - bytes / 4);
  }

  // Of so many bytes, on the disk and not cached.
  void make_uncached(std::uint64_t bytes) {
    for (std::uint64_t at = 0; at < bytes; at += MiB) write(at);
    ASSERT_EQ(::fsync(file_), 0);
    while (cached().all > 0) drop_from_cache(file_, {0, bytes});
  }

  // The most that was not on the disk, and that was cached, while so many blocks of a MiB were written.
  CachedBytes write_behind(WriteBehind& writing, std::uint64_t blocks, double cpu_s) {
    CachedBytes most;
    for (std::uint64_t i = 0; i < blocks; ++i) {
      write(i * MiB);
      writing.wrote({i * MiB, (i + 1) * MiB}, cpu_s);
      most.all = std::max(most.all, cached().all);
      most.not_on_disk = std::max(most.not_on_disk, cached().not_on_disk);
    }
    return most;
  }

  TemporaryFolder folder_;
  Descriptor file_{folder_ / "file", O_RDWR | O_CREAT};
  std::string skipped_;
};

TEST(window_bytes, is_an_eighth_of_a_rank_s_share_within_limits) {
  EXPECT_EQ(window_bytes(1 << 30, 2), 64 * MiB);
  EXPECT_EQ(window_bytes(1 << 30, 16), 8 * MiB);
  EXPECT_EQ(window_bytes(1ULL << 40, 1), 64 * MiB);
  EXPECT_EQ(window_bytes(0, 1), 4 * MiB);
  EXPECT_EQ(window_bytes(1 << 30, 1'000'000), 4 * MiB);
}

TEST_F(behind, at_most_two_windows_and_their_last_blocks_wait_for_the_disk) {
  for (const std::uint64_t memory : {little_memory, much_memory}) {
    WriteBehind writing(file_, large, ranks, memory);
    const CachedBytes most = write_behind(writing, 64, 0);
    EXPECT_LE(most.not_on_disk, 2 * (window + MiB));
    EXPECT_GT(most.not_on_disk, 0U);
    ASSERT_EQ(::fsync(file_), 0);
  }
}

TEST_F(behind, with_little_memory_no_more_is_cached_and_nothing_at_the_end) {
  WriteBehind writing(file_, large, ranks, little_memory);
  const CachedBytes most = write_behind(writing, 64, 0);
  EXPECT_LE(most.all, 2 * (window + MiB));
  ASSERT_EQ(::fsync(file_), 0);
  writing.end(writing.way());
  EXPECT_EQ(cached().all, 0U);
  EXPECT_EQ(writing.way(), WriteWay::memory_is_short);
}

TEST_F(behind, what_is_written_in_any_order_is_dropped_at_the_end) {
  WriteBehind writing(file_, large, ranks, little_memory);
  const std::uint64_t blocks = 24, odd = MiB - 500;  // bytes of a block, so that no border is one of pages
  for (std::uint64_t i = 0; i < blocks; ++i) {
    const std::uint64_t at = (i * 7 % blocks) * odd;
    write(at, odd);
    writing.wrote({at, at + odd}, 0);
  }
  ASSERT_EQ(::fsync(file_), 0);
  writing.end(writing.way());
  EXPECT_LE(cached().all, 4096U);  // the last page, which is not full
}

TEST_F(behind, with_memory_that_costs_always_the_same_all_but_the_first_window_stays_cached) {
  WriteBehind writing(file_, large, ranks, much_memory);
  write_behind(writing, 64, 1e-3);
  ASSERT_EQ(::fsync(file_), 0);
  writing.end(writing.way());
  EXPECT_EQ(writing.way(), WriteWay::kept);
  expect_stays(64 * MiB - window / 4, cached());
}

TEST_F(behind, a_window_for_which_memory_had_to_be_found_makes_all_dropped) {
  for (const std::uint64_t slow : {0U, 30U}) {  // the block that took long
    WriteBehind writing(file_, large, ranks, much_memory);
    for (std::uint64_t i = 0; i < 64; ++i) {
      write(i * MiB);
      writing.wrote({i * MiB, (i + 1) * MiB}, i == slow ? 1e6 : 1e-3);
    }
    ASSERT_EQ(::fsync(file_), 0);
    writing.end(writing.way());
    EXPECT_EQ(writing.way(), WriteWay::memory_is_slow);
    EXPECT_EQ(cached().all, 0U);
  }
}

TEST_F(behind, a_small_file_is_left_to_the_page_cache) {
  WriteBehind writing(file_, large - 1, ranks, little_memory);
  const CachedBytes most = write_behind(writing, 32, 0);
  expect_stays(32 * MiB, most);
  writing.end(writing.way());
  expect_stays(32 * MiB, cached());
  EXPECT_EQ(writing.way(), WriteWay::small);
}

TEST_F(behind, what_one_rank_has_kept_is_dropped_where_another_drops) {
  WriteBehind writing(file_, large, ranks, much_memory);
  write_behind(writing, 16, 1e-3);
  ASSERT_EQ(::fsync(file_), 0);
  writing.end(WriteWay::memory_is_slow);
  EXPECT_EQ(cached().all, 0U);
}

TEST_F(behind, nothing_was_written_in_no_way) {
  EXPECT_EQ(WriteBehind(file_, large, ranks, much_memory).way(), WriteWay::none);
}

TEST_F(behind, another_file_stays_cached) {
  const Descriptor other(folder_ / "other", O_RDWR | O_CREAT);
  const std::vector<std::byte> some(MiB);
  ASSERT_EQ(::pwrite(other, some.data(), MiB, 0), static_cast<ssize_t>(MiB));
  ASSERT_EQ(::fsync(other), 0);
  WriteBehind writing(file_, large, ranks, little_memory);
  write_behind(writing, 32, 0);
  writing.end(writing.way());
  expect_stays(MiB, cached_bytes(other, {0, MiB}).value());
}

TEST_F(behind, what_is_read_is_dropped_while_reading_goes_on_and_wholly_at_the_end) {
  constexpr std::uint64_t blocks = 200;
  make_uncached(blocks * MiB);
  std::uint64_t most = 0;
  {
    ReadBehind reading(file_, large, {0, blocks * MiB});
    for (std::uint64_t i = 0; i < blocks; ++i) {
      read(i * MiB);
      reading.read({i * MiB, (i + 1) * MiB});
      most = std::max(most, cached().all);
    }
  }
  EXPECT_GT(most, 0U);
  EXPECT_LE(most, 128 * MiB);  // two windows
  EXPECT_EQ(cached().all, 0U);
}

TEST_F(behind, what_is_read_late_is_dropped_too) {
  constexpr std::uint64_t blocks = 160;
  make_uncached(blocks * MiB);
  {
    ReadBehind reading(file_, large, {0, blocks * MiB});
    for (std::uint64_t i = 1; i <= blocks; ++i) {  // the first comes last
      read(i % blocks * MiB);
      reading.read({i % blocks * MiB, (i % blocks + 1) * MiB});
    }
  }
  EXPECT_EQ(cached().all, 0U);
}

TEST_F(behind, what_was_read_ahead_of_the_end_is_dropped_too) {
  make_uncached(48 * MiB);
  {
    ReadBehind reading(file_, large, {0, 16 * MiB});
    for (std::uint64_t i = 0; i < 16; ++i) {
      read(i * MiB);
      reading.read({i * MiB, (i + 1) * MiB});
    }
    for (std::uint64_t i = 16; i < 24; ++i) read(i * MiB);  // as the kernel does
  }
  EXPECT_EQ(cached().all, 0U);
}

TEST_F(behind, what_was_cached_before_it_was_read_stays_cached) {
  make_uncached(32 * MiB);
  read(8 * MiB);
  const Extent before{8 * MiB, 9 * MiB};
  ASSERT_EQ(cached(before).all, MiB);
  {
    ReadBehind reading(file_, large, {0, 32 * MiB});
    for (std::uint64_t i = 0; i < 32; ++i) {
      read(i * MiB);
      reading.read({i * MiB, (i + 1) * MiB});
    }
  }
  expect_stays(MiB, cached(before));
  expect_stays(2 * MiB, cached());  // the piece that it lies in
}

TEST_F(behind, a_small_file_stays_cached_once_it_is_read) {
  make_uncached(MiB);
  {
    ReadBehind reading(file_, large - 1, {0, MiB});
    read(0);
    reading.read({0, MiB});
  }
  expect_stays(MiB, cached());
}

TEST(page_cache, a_pipe_is_on_no_disk_and_cannot_be_put_there) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  const Descriptor out(ends[0], "out"), in(ends[1], "in");
  EXPECT_EQ(medium_of(in), Medium::unknown);
  EXPECT_FALSE(start_write_back(in, {0, 1}));
  EXPECT_FALSE(finish_write_back(in, {0, 1}));
}

}  // namespace
}  // namespace squares
