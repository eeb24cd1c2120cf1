#include "commands/verify_blocks.hpp"

#include <gtest/gtest.h>

#include <cstdint>

#include "core/plan.hpp"
#include "parallel/team.hpp"
#include "support/temporary_folder.hpp"

namespace squares {
namespace {

// A small file that claims to have been a huge one: nobody waits until each of its blocks has been missed.
class lost_blocks : public testing::Test {
 protected:
  lost_blocks() {
    write_file(path_, std::string(4096, '\0'));
    head_.plan = make_plan({.first = 1, .last = numbers, .block_length = 4096}, 1);
    head_.places = Places{.squares = (1 << 20) + head_.plan.blocks * 64, .ledger = 1 << 20};
  }

  BlockResults results_of(Range blocks) {
    Team team(2);
    return verify_blocks(path_, head_, blocks, team);
  }

  static constexpr std::uint64_t numbers = (std::uint64_t{1} << 40) - 5;
  TemporaryFolder folder_;
  std::string path_ = folder_ / "squares.h5";
  FileFacts::Head head_;
};

TEST_F(lost_blocks, of_a_complete_file_are_one_finding_and_all_their_squares_are_wrong) {
  head_.complete = 1;
  const Range second_half = part({0, head_.plan.blocks}, 1, 2);
  const BlockResults results = results_of(second_half);
  EXPECT_EQ(results.counts.wrong_numbers, numbers - head_.plan.block(second_half.first).first + 1);
  EXPECT_EQ(results.counts.right_numbers, 0U);
  ASSERT_EQ(results.findings.size(), 1U);
  EXPECT_EQ(results.findings[0].kind, DamageKind::truncated);
  EXPECT_EQ(results.findings[0].block, second_half.first);
  EXPECT_EQ(results.findings[0].count, results.counts.wrong_numbers);
}

TEST_F(lost_blocks, of_a_part_are_open) {
  const BlockResults results = results_of({0, head_.plan.blocks});
  EXPECT_EQ(results.counts.open_blocks, head_.plan.blocks);
  EXPECT_EQ(results.counts.open_numbers, numbers);
  EXPECT_TRUE(results.findings.empty());
}

TEST_F(lost_blocks, do_not_hide_those_that_are_there) {
  head_.complete = 1;
  head_.places = Places{.squares = head_.plan.blocks * 64, .ledger = 0};
  const BlockResults results = results_of({0, head_.plan.blocks});  // of whose rows, all zeros, 64 are there
  EXPECT_EQ(results.counts.wrong_numbers, numbers);
  EXPECT_EQ(results.findings.size(), 2 * 64U + 1);
}

}  // namespace
}  // namespace squares
