#include "report/table.hpp"

#include <gtest/gtest.h>

namespace squares {
namespace {

Table sample() {
  return {.caption = {"base case: 1 × 1"},
          .columns = {{.head = "ranks × threads", .text_head = "ranks x\nthreads", .align = Align::left},
                      {.head = "its interval", .width = 14},
                      {.head = "", .align = Align::left}},
          .rows = {{{"1 × 1", "1–2", "*"}, "#fff"}, {{"2 × 16", "10–20", ""}}},
          .notes = {"* fastest"}};
}

TEST(table, text_is_aligned_under_a_head_of_two_lines_without_blanks_at_the_ends) {
  EXPECT_EQ(table_text(sample()),
            "base case: 1 x 1\n"
            "ranks x   its interval\n"
            "threads\n"
            "1 x 1             1..2  *\n"
            "2 x 16          10..20\n"
            "* fastest\n");
}

TEST(table, a_page_says_what_the_text_says) {
  EXPECT_EQ(table_html(sample()),
            "<div class=\"scroll\" tabindex=\"0\"><table>\n"
            "<caption>base case: 1 × 1</caption>\n"
            "<tr><th>ranks × threads</th><th>its interval</th><th class=\"left\"></th></tr>\n"
            "<tr><td><span style=\"color:#fff\">■</span> 1 × 1</td><td>1–2</td><td class=\"left\">*</td></tr>\n"
            "<tr><td>2 × 16</td><td>10–20</td><td class=\"left\"></td></tr>\n"
            "</table></div>\n"
            "<p class=\"soft\">* fastest.</p>\n");
}

TEST(table, a_table_without_rows_has_no_head_either) {
  Table table = sample();
  table.rows.clear();
  EXPECT_EQ(table_text(table), "base case: 1 x 1\n* fastest\n");
  EXPECT_EQ(table_html(table).find("<table>"), std::string::npos);
}

TEST(table, a_last_column_that_has_no_room_is_cut_between_letters) {
  const Table table{.columns = {{.head = "rank"}, {.head = "host", .align = Align::left}}, .rows = {{{"7", ""}}}};
  Table wide = table;
  for (int i = 0; i < 100; ++i) wide.rows.front().cells.back() += "ü";
  std::string row = "   7  ";
  for (int i = 0; i < 74; ++i) row += "ü";
  EXPECT_EQ(table_text(wide), "rank  host\n" + row + "\n");
}

TEST(table, words_from_a_file_stay_as_they_are) {
  Table table = sample();
  table.rows.front().cells.back() = "a–b×c";
  EXPECT_NE(table_text(table).find("1..2  a–b×c\n"), std::string::npos);
}

TEST(table, a_column_may_be_on_the_page_alone) {
  Table table = sample();
  table.columns[1].only_on_page = true;
  EXPECT_EQ(table_text(table).find("10..20"), std::string::npos);
  EXPECT_NE(table_html(table).find("10–20"), std::string::npos);
}

TEST(table, what_a_file_says_is_no_markup) {
  Table table = sample();
  table.rows.front().cells.front() = table.caption.front() = table.notes.front() = "<i>";
  EXPECT_EQ(table_html(table).find("<i>"), std::string::npos);
}

}  // namespace
}  // namespace squares
