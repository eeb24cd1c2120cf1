#include "report/html.hpp"

#include <gtest/gtest.h>

#include "report/gnuplot.hpp"

namespace squares {
namespace {

TEST(html, what_a_file_says_is_text_and_no_markup) {
  EXPECT_EQ(escaped("<script>\"a\" & b</script>"), "&lt;script&gt;&quot;a&quot; &amp; b&lt;/script&gt;");
  EXPECT_EQ(paragraph_html("a < b"), "<p>A &lt; b.</p>\n");
  EXPECT_EQ(command_html("a < b").find("a < b"), std::string::npos);
}

TEST(html, labels_leave_no_way_into_the_script_of_a_picture) {
  EXPECT_EQ(quoted_label("rank 1"), "\"rank 1\"");
  EXPECT_EQ(quoted_label("a\"b\\c\n"), "\"a\\\"b\\\\c?\"");
  EXPECT_EQ(quoted_label("x_1"), "\"x\\\\_1\"");
  EXPECT_EQ(quoted_label("`id`"), "\"?id?\"");
}

}  // namespace
}  // namespace squares
