#include "cli/words.hpp"

#include <gtest/gtest.h>

#include "cli/man_page.hpp"
#include "cli/options.hpp"

namespace squares {
namespace {

using Codes = std::vector<std::pair<std::string, std::string>>;

TEST(manual_words, a_summary_is_the_first_sentence_that_is_no_question) {
  EXPECT_EQ(summary({.name = "", .about = "Checks every value of files, and\nnames it. Also more.", .footer = ""}),
            "checks every value of files, and names it");
  EXPECT_EQ(summary({.name = "", .about = "How many? How much? Times it:  mpirun -np 2", .footer = ""}), "times it");
  EXPECT_EQ(summary({.name = "", .about = "Shows x.h5: a run, a part. More.", .footer = ""}),
            "shows x.h5: a run, a part");
  EXPECT_EQ(summary({.name = "", .about = "MPI is looked at", .footer = ""}), "MPI is looked at");
}

TEST(manual_words, every_command_has_a_summary_and_exit_codes_from_0_on) {
  for (const CommandHelp& command : help_of_all_commands()) {
    EXPECT_GT(summary(command.text).size(), 10U) << command.name;
    ASSERT_FALSE(exit_codes(command.text).empty()) << command.name;
    EXPECT_EQ(exit_codes(command.text).front().first, "0") << command.name;
  }
}

TEST(manual_words, exit_codes_end_where_the_next_begins) {
  const CommandText text{.name = "",
                         .about = "",
                         .footer = "A remark.\n\nExit codes: 0 done, whatever it was, 64 usage,\n75 a part: 2 left."};
  EXPECT_EQ(exit_codes(text), (Codes{{"0", "done, whatever it was"}, {"64", "usage"}, {"75", "a part: 2 left"}}));
  EXPECT_EQ(remarks(text), std::vector<std::string>{"A remark."});
}

TEST(manual_words, the_choices_of_an_option_are_words_and_no_placeholders) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(choices({"", "block|cyclic", "", ""}), (Words{"block", "cyclic"}));
  EXPECT_EQ(choices({"", "N|auto", "", ""}), Words{"auto"});
  EXPECT_EQ(choices({"", "FILE", "", ""}), Words{});
  EXPECT_EQ(choices({"", "", "", ""}), Words{});
}

TEST(manual_words, nothing_of_a_text_is_a_command_to_troff) {
  const SettingText option{"odd", "A\\B", ".SH is no heading,\n'nor this, a \\ is one, a-b, 1…2", "Group"};
  const CommandHelp command{"x", {.name = "squares x", .about = ".TH is a dot.", .footer = ""}, {option}};
  const std::string page = man_page_of_command(command, {command});
  EXPECT_NE(
      page.find(".TP\n\\fB\\-\\-odd\\fR \\fIA\\eB\\fR\n\\&.SH is no heading, 'nor this, a \\e is one, a\\-b, 1...2\n"),
      std::string::npos)
      << page;
  EXPECT_NE(page.find("\n\\&.TH is a dot.\n"), std::string::npos) << page;
}

}  // namespace
}  // namespace squares
