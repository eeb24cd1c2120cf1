#include "report/verify_report.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace squares {
namespace {

constexpr std::uint64_t top = std::numeric_limits<std::uint64_t>::max();

FileVerdict file_of(Range range) {
  FileVerdict file;
  file.path = "squares.h5";
  file.facts.head.plan = {.range = range, .blocks = 1};
  file.facts.head.complete = 1;
  return file;
}

Range from_to(std::uint64_t first, std::uint64_t last) { return {first, last - first + 1}; }

TEST(verify_report, files_that_tile_a_range_cover_it_in_any_order_up_to_the_largest_number) {
  EXPECT_TRUE(cover_of({0, 1}, {file_of({0, 1})}).holds());
  EXPECT_TRUE(cover_of(from_to(top - 9, top), {file_of(from_to(top - 4, top)), file_of(from_to(0, top - 5))}).holds());
}

TEST(verify_report, gaps_and_overlaps_are_named_exactly) {
  const Cover cover = cover_of(from_to(1, top), {file_of(from_to(3, 10)), file_of(from_to(8, 9)),
                                                 file_of(from_to(20, top)), file_of(from_to(top, top))});
  EXPECT_EQ(cover.gaps, (std::vector<Range>{from_to(1, 2), from_to(11, 19)}));
  EXPECT_EQ(cover.overlaps, (std::vector<Range>{from_to(8, 9), from_to(top, top)}));
  EXPECT_EQ(cover_of({5, 5}, {}).gaps, (std::vector<Range>{{5, 5}}));
  EXPECT_EQ(cover_of(from_to(1, 9), {file_of(from_to(1, 4)), file_of(from_to(6, 9))}).gaps,
            (std::vector<Range>{from_to(5, 5)}));
}

TEST(verify_report, a_file_that_could_not_be_read_covers_nothing) {
  FileVerdict file = file_of({1, 10});
  file.error = Error(Exit::no_input, "is empty", "squares.h5", "");
  EXPECT_FALSE(cover_of({1, 10}, {file}).holds());
}

TEST(verify_report, the_worst_file_gives_the_code_and_no_error_is_lost) {
  VerifyResult result;
  EXPECT_EQ(result.exit(), Exit::done);
  for (const Exit code : {Exit::bad_launch, Exit::stopped, Exit::no_input, Exit::wrong_value}) {
    result.files.push_back(file_of({1, 10}));
    result.files.back().error = Error(code, "what", "where", "");
    EXPECT_EQ(result.exit(), code);
  }
}

TEST(verify_report, integers_past_2_to_53_are_there_again_in_hexadecimal) {
  FileVerdict file = file_of(from_to(0, (std::uint64_t{1} << 60) - 1));
  file.findings.push_back({.kind = DamageKind::truncated, .count = (std::uint64_t{1} << 60) - 1});
  const auto json = verify_json({.files = {file}, .cover = {}});
  EXPECT_EQ(json.at("errors").at(0).at("count_hex"), "0xfffffffffffffff");
}

}  // namespace
}  // namespace squares
