#include "report/html_text.hpp"

#include <gtest/gtest.h>

#include "report/gnuplot.hpp"

namespace squares {
namespace {

TEST(html_text, what_a_file_says_is_text_and_no_markup) {
  EXPECT_EQ(escaped("<script>\"a\" & b</script>"), "&lt;script&gt;&quot;a&quot; &amp; b&lt;/script&gt;");
  EXPECT_EQ(table_html("", {{"<i>"}}).find("<i>"), std::string::npos);
  EXPECT_EQ(command_html("a < b").find("a < b"), std::string::npos);
}

TEST(html_text, labels_leave_no_way_into_the_script_of_a_picture) {
  EXPECT_EQ(quoted_label("rank 1"), "\"rank 1\"");
  EXPECT_EQ(quoted_label("a\"b\\c\n"), "\"a\\\"b\\\\c?\"");
  EXPECT_EQ(quoted_label("x_1"), "\"x\\\\_1\"");
  EXPECT_EQ(quoted_label("`id`"), "\"?id?\"");
}

}  // namespace
}  // namespace squares
