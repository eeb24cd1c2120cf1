#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "report/run_report.hpp"
#include "report/streams.hpp"
#include "support/sample.hpp"

namespace squares {
namespace {

constexpr std::uint64_t top = std::numeric_limits<std::uint64_t>::max();

// From the least to the most that a file can hold, in numbers and in their digits.
const std::vector<Request> requests{
    {.first = 0, .last = 0},         {.first = top, .last = top},
    {.first = 1, .last = 1'000'000}, {.first = 1, .last = 1'000'000'000'000},
    {.first = 1, .last = top >> 11}, {.first = top - (top >> 11), .last = top},
};

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::ptrdiff_t letters_of(const std::string& line) {  // of UTF-8
  return std::count_if(line.begin(), line.end(),
                       [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0) != 0x80; });
}

void expect_80_columns(const std::string& text) {
  for (const std::string& line : lines_of(text)) EXPECT_LE(letters_of(line), 80) << line;
}

bool has_line_with(const std::string& text, const std::string& a, const std::string& b = "") {
  for (const std::string& line : lines_of(text)) {
    if (line.find(a) != std::string::npos && line.find(b) != std::string::npos) return true;
  }
  return false;
}

TEST(run_text, a_plan_of_a_million_fits_80_columns) {
  for (const std::uint32_t ranks : {1U, 16U, 256U}) {
    expect_80_columns(plan_text(make_plan({}, ranks), {.nodes = ranks, .output = "squares.h5"}));
  }
}

TEST(run_text, a_plan_of_any_range_fits_80_columns) {
  for (const Request& request : requests) {
    for (const std::uint32_t ranks : {1U, 256U}) {
      expect_80_columns(plan_text(make_plan(request, ranks),
                                  {.nodes = ranks, .fewest_threads = 1, .most_threads = 4096, .output = "squares.h5"}));
    }
  }
}

TEST(run_text, a_plan_says_who_does_what_and_where_to) {
  const std::string text = plan_text(make_plan({}, 16), {.nodes = 1, .output = "out/my.h5"});
  for (const char* fact :
       {"1..1,000,000", "16 ranks", "1 thread", "1 node", "16 blocks of 62,500", "out/my.h5", "block", "64-bit"}) {
    EXPECT_NE(text.find(fact), std::string::npos) << fact << " is not in\n" << text;
  }
}

TEST(run_text, a_result_of_a_million_fits_80_columns) {
  for (const std::uint32_t ranks : {1U, 2U, 16U, 17U, 256U}) {
    for (const Verify verify : {Verify::none, Verify::memory, Verify::file}) {
      expect_80_columns(result_text(sample_result({.verify = verify}, ranks), "squares.h5"));
    }
  }
}

TEST(run_text, a_result_of_any_range_fits_80_columns) {
  for (const Request& request : requests) {
    for (const std::uint32_t ranks : {1U, 16U, 17U, 256U}) {
      expect_80_columns(result_text(sample_result(request, ranks), "squares.h5"));
    }
  }
}

TEST(run_text, a_result_of_many_hours_fits_80_columns) {
  RunResult result = sample_result({.last = 1'000'000'000}, 16);
  for (RankReport& rank : result.ranks) rank.compute_s = rank.write_s = rank.wait_s = rank.check_s = 123'456.789;
  result.ranks.back().write_s *= 100;
  result.phases.store_s = result.phases.check_s = 123'456.789;
  result.phases.total_s = 300'000;
  expect_80_columns(result_text(result, "squares.h5"));
}

TEST(run_text, up_to_sixteen_ranks_have_a_line_each_and_more_have_their_least_mean_and_most) {
  const std::string sixteen = result_text(sample_result({}, 16), "squares.h5");
  for (int rank = 0; rank < 16; ++rank)
    EXPECT_TRUE(has_line_with(sixteen, (rank < 10 ? "   " : "  ") + std::to_string(rank) + " ", "62,500"));
  const std::string seventeen = result_text(sample_result({}, 17), "squares.h5");
  for (const char* label : {" min ", "mean ", " max "}) EXPECT_TRUE(has_line_with(seventeen, label, "58,82")) << label;
  EXPECT_TRUE(has_line_with(seventeen, "of 17 ranks"));
}

TEST(run_text, a_long_name_of_a_host_keeps_its_end_and_leaves_room_for_the_processors) {
  RunResult result = sample_result({}, 2);
  for (RankReport& rank : result.ranks) {
    rank.host = "a-partition-with-a-very-long-name-node-001" + std::to_string(rank.rank);
    rank.cpus = std::string("0-3,64-67");
  }
  const std::string text = result_text(result, "squares.h5");
  for (const char* place : {"…node-0010 0-3,64-67", "…node-0011 0-3,64-67"})
    EXPECT_TRUE(has_line_with(text, place)) << text;
}

TEST(run_text, the_slowest_rank_is_named) {
  EXPECT_TRUE(has_line_with(result_text(sample_result({}, 4), "squares.h5"), "imbalance", "rank 3"));
  EXPECT_FALSE(has_line_with(result_text(sample_result({}, 1), "squares.h5"), "imbalance"));
}

TEST(run_text, how_much_longer_the_slowest_rank_took_is_over_the_mean) {
  // 0.375, 1.375, 2.375 and 3.375 s
  EXPECT_TRUE(has_line_with(result_text(sample_result({}, 4), "squares.h5"),
                            "rank 3 computed and wrote for 80 % longer than the mean of 1.8750 s"));
}

TEST(run_text, the_slowest_rank_is_named_by_its_number_whatever_the_order_of_the_rows) {
  RunResult result = sample_result({}, 4);
  std::reverse(result.ranks.begin(), result.ranks.end());
  EXPECT_TRUE(has_line_with(result_text(result, "squares.h5"), "imbalance", "rank 3"));
  result.ranks.front().write_s = unknown_s;
  EXPECT_FALSE(has_line_with(result_text(result, "squares.h5"), "imbalance"));
}

TEST(run_text, no_rate_is_given_of_what_was_not_checked) {
  EXPECT_TRUE(has_line_with(result_text(sample_result({}, 2), "squares.h5"), "store", "B/s"));
  EXPECT_TRUE(has_line_with(result_text(sample_result({.verify = Verify::memory}, 2), "squares.h5"), "store", "B/s"));
  const std::string unchecked = result_text(sample_result({.verify = Verify::none}, 2), "squares.h5");
  EXPECT_EQ(unchecked.find("B/s"), std::string::npos) << unchecked;
  EXPECT_EQ(unchecked.find("squares/s"), std::string::npos) << unchecked;
  EXPECT_TRUE(has_line_with(unchecked, "unchecked"));
}

TEST(run_text, an_estimate_says_what_it_assumes_and_whether_there_is_room) {
  const Plan plan = make_plan({.last = 1'000'000'000}, 4);
  const std::string fits = estimate_text(plan, {.store_s = 2, .check_s = 3, .free_bytes = std::uint64_t{1} << 40});
  EXPECT_TRUE(has_line_with(fits, "at least 2.0 s to store and 3.0 s to check", "as fast as memory"));
  EXPECT_FALSE(has_line_with(fits, "not enough"));
  const std::string full = estimate_text(plan, {.store_s = 20'000, .check_s = 30'000, .free_bytes = 1});
  EXPECT_TRUE(has_line_with(full, "not enough"));
  for (const std::string& text : {fits, full}) EXPECT_LE(text.find('\n'), 80U);
}

TEST(run_text, an_estimate_counts_the_ledger_too) {
  const Plan plan = make_plan({.last = 1000, .block_length = 1}, 1);  // 64 bytes of ledger for each square of 8
  EXPECT_TRUE(has_line_with(estimate_text(plan, {.free_bytes = 8'000}), "not enough"));
  EXPECT_FALSE(has_line_with(estimate_text(plan, {.free_bytes = 72'000}), "not enough"));
  EXPECT_FALSE(has_line_with(estimate_text(plan, {.free_bytes = 0, .reserved_bytes = 72'000}), "not enough"));
}

TEST(run_text, as_many_attempts_as_a_file_claims_take_no_more_lines_than_it_has_ranks) {
  RunResult result = sample_result({}, 2);
  result.attempt = std::numeric_limits<std::uint32_t>::max();
  EXPECT_LT(result_text(result, "squares.h5").size(), 10'000U);
}

TEST(run_text, the_share_of_a_phase_is_that_of_the_total) {
  RunResult result = sample_result({}, 2);
  result.phases.mpirun_s = unknown_s;
  const std::string text = result_text(result, "squares.h5");  // of 1.25 s
  const std::vector<std::pair<std::string, std::string>> shares{
      {"launch       0.4000", " 32.0 %"}, {"create       0.0100", "  0.8 %"}, {"store        0.5000", " 40.0 %"},
      {"sync         0.0200", "  1.6 %"}, {"check        0.3000", " 24.0 %"}, {"finish       0.0100", "  0.8 %"},
      {"other        0.0100", "  0.8 %"}, {"total        1.2500", "100.0 %"}};
  for (const auto& [phase, share] : shares) {
    EXPECT_TRUE(has_line_with(text, phase, share)) << phase << share << " is not in\n" << text;
  }
}

TEST(run_text, the_total_begins_with_mpirun_where_that_is_known) {
  const std::string text = result_text(sample_result({}, 2), "squares.h5");  // of 2 s
  const std::vector<std::pair<std::string, std::string>> shares{{"mpirun       0.7500", " 37.5 %"},
                                                                {"launch       0.4000", " 20.0 %"},
                                                                {"other        0.0100", "  0.5 %"},
                                                                {"total        2.0000", "100.0 %  since mpirun began"}};
  for (const auto& [phase, share] : shares) {
    EXPECT_TRUE(has_line_with(text, phase, share)) << phase << share << " is not in\n" << text;
  }
}

TEST(run_text, a_total_that_is_not_known_has_no_shares) {
  RunResult result = sample_result({}, 1);
  result.phases.total_s = unknown_s;
  EXPECT_EQ(result_text(result, "squares.h5").find("nan %"), std::string::npos);
}

TEST(run_text, where_it_was_read_back_from_is_told_in_shares_where_there_are_several) {
  RunResult result = sample_result({}, 2);
  EXPECT_TRUE(
      has_line_with(result_text(result, "squares.h5"), "read:    from the page cache of the node that read it", ""));
  result.sources = {.cache = 1'000'000, .device = 7'000'000};
  EXPECT_TRUE(has_line_with(result_text(result, "squares.h5"),
                            "read:    12.5 % from the page cache of the node that read it", "87.5 % from the"));
  result.sources = {};
  EXPECT_EQ(result_text(result, "squares.h5").find("read:"), std::string::npos);
}

TEST(run_text, the_sum_is_exact) {
  EXPECT_TRUE(has_line_with(result_text(sample_result({}, 2), "squares.h5"), "sum:", " 333333833333500000"));
}

TEST(run_text, an_error_is_one_message_of_what_where_and_remedy) {
  EXPECT_EQ(error_text(Error(Exit::usage, "what", "place", "advice")),
            "squares: error: what\n  where:  place\n  remedy: advice\n");
  EXPECT_EQ(error_text(Error(Exit::bug, "what", "", "advice")), "squares: error: what\n  remedy: advice\n");
}

}  // namespace
}  // namespace squares
