#include "core/plan.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "core/error.hpp"

namespace squares {
namespace {

constexpr std::uint64_t top = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t two_to_32 = std::uint64_t{1} << 32;
constexpr std::uint64_t MiB = 1024 * 1024;

Plan plan_of(std::uint64_t first, std::uint64_t last, std::uint32_t ranks, std::optional<std::uint64_t> block = {}) {
  return make_plan({.first = first, .last = last, .block_length = block}, ranks);
}

std::uint64_t bytes_of(const Plan& plan, std::uint64_t integers) { return integers * bytes_per_square(plan.width()); }

// Plans with and without a block length, edges among them, of few enough blocks to walk through.
std::vector<Plan> some_plans() {
  std::vector<Plan> plans;
  for (const std::uint32_t ranks : {1U, 2U, 3U, 16U, 256U}) {
    plans.push_back(plan_of(1, 1'000'000, ranks));
    plans.push_back(plan_of(0, 0, ranks));
    plans.push_back(plan_of(top, top, ranks));
    plans.push_back(plan_of(1, 17, ranks));
    plans.push_back(plan_of(two_to_32 - 1, two_to_32 - 1, ranks));
    plans.push_back(plan_of(two_to_32 - 100'000, two_to_32 + 100'000, ranks));
    plans.push_back(plan_of(top - 300'000, top, ranks));
    for (const std::uint64_t block : {1U, 7U, 1000U, 1'000'000U}) {
      plans.push_back(plan_of(1, 1000, ranks, block));
      plans.push_back(plan_of(top - 999, top, ranks, block));
    }
  }
  return plans;
}

TEST(plan, a_million_on_sixteen_ranks_is_sixteen_blocks_of_62500) {
  const Plan plan = plan_of(1, 1'000'000, 16);
  EXPECT_EQ(plan.blocks, 16U);
  for (std::uint64_t i = 0; i < plan.blocks; ++i) EXPECT_EQ(plan.block(i), (Range{1 + i * 62'500, 62'500}));
}

TEST(plan, default_blocks_are_the_fewest_of_at_most_1_MiB_and_a_multiple_of_the_ranks) {
  for (const std::uint64_t last : {131'072U, 131'073U, 1'000'000U, 10'000'000U, 1'000'000'000U}) {
    for (const std::uint32_t ranks : {1U, 2U, 3U, 7U, 16U, 256U}) {
      const Plan plan = plan_of(1, last, ranks);
      EXPECT_EQ(plan.blocks % ranks, 0U) << last << " on " << ranks;
      EXPECT_LE(bytes_of(plan, plan.longest_block()), MiB) << last << " on " << ranks;
      if (plan.blocks > ranks) {
        EXPECT_GT(bytes_of(plan, ceil_divide(last, plan.blocks - ranks)), MiB) << last << " on " << ranks;
      }
    }
  }
}

TEST(plan, blocks_of_128_bit_squares_are_at_most_1_MiB_too) {
  const Plan plan = plan_of(two_to_32, two_to_32 + 999'999, 4);
  EXPECT_EQ(plan.width(), Width::wide);
  EXPECT_EQ(plan.data_bytes(), 16'000'000U);
  EXPECT_LE(bytes_of(plan, plan.longest_block()), MiB);
  EXPECT_EQ(plan.blocks, 16U);
}

TEST(plan, fewer_numbers_than_ranks_are_blocks_of_one) {
  const Plan plan = plan_of(1, 3, 16);
  EXPECT_EQ(plan.blocks, 3U);
  EXPECT_EQ(plan.longest_block(), 1U);
}

TEST(plan, blocks_tile_the_range_in_order) {
  for (const Plan& plan : some_plans()) {
    std::uint64_t next = plan.range.first;
    std::uint64_t total = 0;
    for (std::uint64_t i = 0; i < plan.blocks; ++i) {
      const Range block = plan.block(i);
      ASSERT_EQ(block.first, next);
      ASSERT_GE(block.count, 1U);
      ASSERT_LE(block.count, plan.longest_block());
      next += block.count;
      total += block.count;
    }
    EXPECT_EQ(total, plan.range.count);
  }
}

TEST(plan, block_of_is_the_inverse_of_block) {
  for (const Plan& plan : some_plans()) {
    for (std::uint64_t i = 0; i < plan.blocks; ++i) {
      ASSERT_EQ(plan.block_of(plan.block(i).first), i);
      ASSERT_EQ(plan.block_of(plan.block(i).last()), i);
    }
  }
}

TEST(plan, of_blocks_of_a_given_length_only_the_last_is_shorter) {
  const Plan plan = plan_of(1, 1'000'000, 16, 300'000);
  EXPECT_EQ(plan.blocks, 4U);
  for (std::uint64_t i = 0; i < 3; ++i) EXPECT_EQ(plan.block(i).count, 300'000U);
  EXPECT_EQ(plan.block(3), (Range{900'001, 100'000}));
  EXPECT_EQ(plan_of(1, 10, 2, 10).blocks, 1U);
  EXPECT_EQ(plan_of(1, 10, 2, 11).block(0).count, 10U);
}

TEST(plan, blocks_grow_where_there_would_be_more_than_a_million) {
  const Plan plan = plan_of(1, 400'000'000'000, 16);  // 3 M blocks of 1 MiB
  EXPECT_LE(plan.blocks, 1'000'016U);
  EXPECT_GT(plan.blocks, 900'000U);
  EXPECT_GT(bytes_of(plan, plan.longest_block()), MiB);
}

TEST(plan, default_blocks_never_pass_64_MiB) {
  for (const std::uint64_t last : {std::uint64_t{1} << 44, std::uint64_t{1} << 52}) {
    const Plan plan = plan_of(1, last, 3);
    EXPECT_LE(bytes_of(plan, plan.longest_block()), 64 * MiB);
    EXPECT_GT(bytes_of(plan, plan.longest_block()), 63 * MiB);
  }
}

TEST(plan, a_ledger_never_has_more_blocks_than_32_bits_can_count) {
  for (const std::uint64_t last : {std::uint64_t{1} << 52, std::uint64_t{1} << 57, (std::uint64_t{1} << 58) - 1}) {
    try {
      EXPECT_LT(plan_of(1, last, 1).blocks, two_to_32) << last;
    } catch (const Error& error) {
      EXPECT_EQ(error.code, Exit::usage);
    }
  }
  EXPECT_THROW(plan_of(0, two_to_32 + 1, 1, 1), Error);
}

TEST(plan, keeps_what_was_asked_for) {
  const Plan plan = make_plan(
      {.first = 0, .last = 12'345, .threads = threads_auto, .schedule = Schedule::cyclic, .verify = Verify::memory}, 5);
  EXPECT_EQ(plan.range, (Range{0, 12'346}));
  EXPECT_EQ(plan.ranks, 5U);
  EXPECT_EQ(plan.threads, threads_auto);
  EXPECT_EQ(plan.schedule, Schedule::cyclic);
  EXPECT_EQ(plan.verify, Verify::memory);
}

void expect_refused(const Request& request, const std::string& where) {
  try {
    make_plan(request, 4);
    ADD_FAILURE() << request.first << ".." << request.last << " was planned";
  } catch (const Error& error) {
    EXPECT_EQ(error.code, Exit::usage);
    EXPECT_EQ(error.where, where);
    EXPECT_FALSE(error.remedy.empty());
  }
}

TEST(plan, refuses_what_makes_no_sense) {
  expect_refused({.first = 2, .last = 1}, "--first and --last");
  expect_refused({.first = top, .last = 0}, "--first and --last");
  expect_refused({.first = 0, .last = top}, "--first and --last");  // 2^68 bytes
  expect_refused({.first = 1, .last = 10, .block_length = 0}, "--block");
  expect_refused({.first = 1, .last = 10, .block_length = top}, "--block");
  expect_refused({.first = 1, .last = 10, .block_length = 128 * MiB + 1}, "--block");  // past 1 GiB
}

TEST(plan, blocks_that_no_plan_has_cannot_be_made) {
  for (const Plan& plan : some_plans()) EXPECT_TRUE(plan.can_be_made());
  EXPECT_FALSE((Plan{.range = {1, two_to_32}, .blocks = two_to_32}.can_be_made()));
  EXPECT_TRUE((Plan{.range = {1, two_to_32 - 1}, .blocks = two_to_32 - 1}.can_be_made()));
  for (const std::uint64_t first : {std::uint64_t{1}, two_to_32}) {
    Plan plan = plan_of(first, first, 1);
    plan.range.count = plan.block_length = 1024 * MiB / bytes_per_square(plan.width());
    EXPECT_TRUE(plan.can_be_made());
    plan.range.count = plan.block_length += 1;
    EXPECT_FALSE(plan.can_be_made());
  }
}

}  // namespace
}  // namespace squares
