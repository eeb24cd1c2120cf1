#include "system/shell_words.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "core/error.hpp"

namespace squares {
namespace {

TEST(shell_words, only_what_a_shell_would_read_otherwise_is_quoted) {
  EXPECT_EQ(joined({"squares", "--output", "/tmp/a-b_c=1,2:3@4%5^6.h5"}), "squares --output /tmp/a-b_c=1,2:3@4%5^6.h5");
  EXPECT_EQ(joined({"a b", "", "$(id)", "x;y", "~", "it's", "平方"}), "'a b' '' '$(id)' 'x;y' '~' 'it'\\''s' 平方");
}

TEST(shell_words, what_a_terminal_could_not_show_is_written_as_numbers) {
  EXPECT_EQ(quoted("caf\xe9"), "$'caf\\351'");
  EXPECT_EQ(quoted("two\nlines 7"), "$'two\\012lines 7'");
  EXPECT_EQ(quoted("\x1b[31m'\\"), "$'\\033[31m\\'\\\\'");
  EXPECT_EQ(quoted("\xc2\x9b"), "$'\\302\\233'") << "U+009B, which begins a command";
}

// What bash makes of the words, each ended by a zero.
std::string read_by_bash(const std::string& line) {
  std::string words;
  setenv("LINE_OF_WORDS", ("printf '%s\\0' " + line).c_str(), 1);
  FILE* pipe = popen("exec bash -c \"$LINE_OF_WORDS\"", "r");
  for (int letter = 0; pipe != nullptr && (letter = std::fgetc(pipe)) != EOF;) words += static_cast<char>(letter);
  if (pipe != nullptr) pclose(pipe);
  return words;
}

TEST(shell_words, bash_reads_any_bytes_as_they_were) {
  std::mt19937 dice(1123);
  std::vector<std::string> words;
  std::string expected;
  for (int i = 0; i < 500; ++i) {
    std::string word;
    for (auto letters = dice() % 12; letters > 0; --letters) {
      const auto byte = dice() % 4 == 0 ? static_cast<char>(1 + dice() % 255) : "'\"\\$`!7 \n"[dice() % 9];
      word += byte;
    }
    words.push_back(word);
    expected += word + '\0';
  }
  EXPECT_EQ(read_by_bash(joined(words)), expected);
  EXPECT_EQ(split_words(joined(words), ""), words);
}

TEST(shell_words, a_file_is_no_option) {
  EXPECT_EQ(quoted_file("-x.h5"), "./-x.h5");
  EXPECT_EQ(quoted_file("--a b.h5"), "'./--a b.h5'");
  EXPECT_EQ(quoted_file("a-b.h5"), "a-b.h5");
}

TEST(shell_words, words_are_read_as_a_shell_reads_them) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(split_words("", ""), Words());
  EXPECT_EQ(split_words("  a  b\t'c d' \n", ""), (Words{"a", "b", "c d"}));
  EXPECT_EQ(split_words(R"(mpirun -x "A B"=1 '' a\ b "\"\a")", ""),
            (Words{"mpirun", "-x", "A B=1", "", "a b", R"("\a)"}));
  EXPECT_EQ(split_words("$HOME {threads}", ""), (Words{"$HOME", "{threads}"}));
  for (const char* line : {"'", "a \"b", "$'c\\'"}) EXPECT_THROW(split_words(line, "here"), Error) << line;
}

}  // namespace
}  // namespace squares
