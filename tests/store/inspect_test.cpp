#include "store/inspect.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "store/complete.hpp"
#include "store/hdf5.hpp"
#include "store/part_file.hpp"
#include "support/temporary_folder.hpp"

namespace squares {
namespace {

constexpr std::uint64_t first = std::uint64_t{1} << 32;
constexpr std::uint64_t count = 54'321;  // nothing else in the file is of this value
constexpr std::uint64_t threads = 1'234;

std::string bytes_of(std::uint64_t value) { return {reinterpret_cast<const char*>(&value), sizeof value}; }

// A complete file of 54,321 squares of two words, in one block, which 1,234 threads have made.
class inspect_file : public testing::Test {
 protected:
  inspect_file() {
    const Plan plan = make_plan({.first = first, .last = first + count - 1, .block_length = count}, 1);
    create_part(path_, plan, {});
    const std::vector<RankReport> rank(1, {.attempt = 1, .threads = threads});
    complete_part(path_, {.ranks = rank, .threads = std::vector<ThreadReport>(threads)});
  }

  // Writes `to` wherever the file says `from`; never among the squares, which are not there.
  void replace(std::uint64_t from, std::uint64_t to) const {
    std::string content = content_of(path_);
    const std::string old_bytes = bytes_of(from), new_bytes = bytes_of(to);
    std::size_t replaced = 0;
    for (auto at = content.find(old_bytes); at != std::string::npos; at = content.find(old_bytes, at), ++replaced)
      content.replace(at, sizeof to, new_bytes);
    EXPECT_GT(replaced, 0U) << from;
    write_file(path_, content);
  }

  TemporaryFolder folder_;
  std::string path_ = folder_ / "squares.h5";
};

TEST_F(inspect_file, says_what_was_written) {
  const FileFacts facts = inspect(path_);
  EXPECT_EQ(facts.head.plan.range, (Range{first, count}));
  EXPECT_EQ(facts.head.plan.blocks, 1U);
  EXPECT_EQ(facts.ranks.size(), 1U);
  EXPECT_EQ(facts.threads.size(), threads);
  EXPECT_EQ(facts.head.broken_tables, 0U);
}

// Their offsets could mislead: only what lies as squares writes it is read at its place.
TEST_F(inspect_file, values_behind_a_link_or_a_user_block_are_left_to_hdf5) {
  EXPECT_TRUE(inspect(path_).head.places);
  const std::string behind_user_block = folder_ / "block.h5";
  write_file(behind_user_block, std::string(512, 'x') + content_of(path_));
  const FileFacts::Head head = inspect(behind_user_block).head;
  EXPECT_EQ(head.plan.range, (Range{first, count}));
  EXPECT_FALSE(head.places);
  {
    const Handle file(H5Fopen(path_.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose);
    H5Lmove(file, "/squares", file, "/values", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_soft("/values", file, "/squares", H5P_DEFAULT, H5P_DEFAULT);
  }
  EXPECT_FALSE(inspect(path_).head.places);
}

// 2^60 squares of 16 bytes are 2^64 bytes, and so are as many rows of 64: nothing, if one counts in 64 bits.
TEST_F(inspect_file, a_range_whose_bytes_cannot_be_counted_is_refused) {
  constexpr std::uint64_t many = std::uint64_t{1} << 60;
  replace(count, many);
  replace(first + count - 1, first + many - 1);
  try {
    inspect(path_);
    ADD_FAILURE() << "no file holds 2^60 squares";
  } catch (const Error& error) {
    EXPECT_EQ(error.code, Exit::no_input);
    EXPECT_STREQ(error.what(), "has more or longer blocks than squares makes");
  }
}

TEST_F(inspect_file, a_table_that_claims_more_rows_than_the_file_can_hold_is_broken_and_takes_no_memory) {
  constexpr std::uint64_t many = 60'000'000;
  replace(threads, many);
  replace(threads * sizeof(ThreadReport), many * sizeof(ThreadReport));
  EXPECT_EQ(inspect(path_).head.broken_tables, 1U);
  rusage used{};
  getrusage(RUSAGE_CHILDREN, &used);
  EXPECT_LT(used.ru_maxrss, 500'000) << "KiB, of the process that read it";
}

TEST_F(inspect_file, a_truncated_one_is_recognised_even_without_a_folder_for_temporary_files) {
  write_file(path_, content_of(path_).substr(0, 100'000));
  EXPECT_EQ(inspect_what_is_left(path_).head.plan.range, (Range{first, count}));
  ::setenv("TMPDIR", (folder_ / "missing").c_str(), 1);
  try {
    inspect_what_is_left(path_);
    ADD_FAILURE() << "there is nowhere to put its metadata";
  } catch (const Error& error) {
    EXPECT_EQ(error.code, Exit::wrong_value);
    EXPECT_EQ(error.where, path_);
  }
  ::unsetenv("TMPDIR");
}

}  // namespace
}  // namespace squares
