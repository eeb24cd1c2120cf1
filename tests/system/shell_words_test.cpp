#include "system/shell_words.hpp"

#include <gtest/gtest.h>

namespace squares {
namespace {

TEST(shell_words, only_what_a_shell_would_read_otherwise_is_quoted) {
  EXPECT_EQ(joined({"squares", "--output", "/tmp/a-b_c=1,2:3@4%5^6.h5"}), "squares --output /tmp/a-b_c=1,2:3@4%5^6.h5");
  EXPECT_EQ(joined({"a b", "", "$(id)", "x;y", "~", "it's", "caf\xe9"}),
            "'a b' '' '$(id)' 'x;y' '~' 'it'\\''s' caf\xe9");
}

}  // namespace
}  // namespace squares
