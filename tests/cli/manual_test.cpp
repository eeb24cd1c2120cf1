// Man pages and completion, as texts; tests/package/manual_test.py asks man and the shells.
#include <gtest/gtest.h>

#include "cli/completion.hpp"
#include "cli/man_page.hpp"
#include "cli/table.hpp"

namespace squares {
namespace {

TEST(manual, every_command_has_what_its_pages_need) {
  const auto commands = command_table();
  ASSERT_EQ(commands.size(), static_cast<std::size_t>(Command::version) + 1);
  for (const CommandEntry& command : commands) {
    EXPECT_GT(command.summary.size(), 10U) << command.name;
    EXPECT_LE(command.summary.size(), 60U) << command.name << ": a line of 80 columns";
    ASSERT_FALSE(command.exit_codes.empty()) << command.name;
    EXPECT_EQ(command.exit_codes.front().second, Exit::done) << command.name;
    for (const Contradiction& pair : command.contradictions) {
      EXPECT_TRUE(command.find(pair.one) != nullptr && command.find(pair.other) != nullptr) << pair.one;
    }
  }
}

TEST(manual, the_words_of_an_option_are_those_of_its_placeholder) {
  for (const CommandEntry& command : command_table()) {
    for (const Option& option : command.options) {
      const auto bar = option.value.placeholder.find('|');
      EXPECT_TRUE(bar == std::string::npos || !option.value.words.empty()) << option.name;
      for (const std::string& word : option.value.words) {
        EXPECT_NE((option.value.placeholder + option.help).find(word), std::string::npos) << option.name;
      }
    }
  }
}

TEST(manual, completion_and_man_page_have_every_option) {
  const auto commands = command_table();
  const std::string bash = bash_completion(commands);
  const std::string zsh = zsh_completion(commands);
  const std::string fish = fish_completion(commands);
  for (const CommandEntry& command : commands) {
    const std::string page = man_page_of_command(command, commands);
    std::string words;
    for (const Option& option : command.options) {
      words += (words.empty() ? "--" : " --") + option.name;
      EXPECT_NE(zsh.find("\n      --" + option.name), std::string::npos);
      EXPECT_NE(fish.find(" -l " + option.name + " "), std::string::npos);
      EXPECT_NE(page.find(option.value.is_flag() || !option.value.is_file ? "" : "FILE"), std::string::npos);
    }
    EXPECT_NE(bash.find(command.name + ":*) words='" + words + "'"), std::string::npos) << bash;
  }
}

TEST(manual, nothing_of_a_text_is_a_command_to_troff) {
  bool odd = false;
  Value value = flag(odd);
  value.placeholder = "A\\B";
  const Option option{"odd", value, ".SH is no heading,\n'nor this, a \\ is one, a-b, 1…2", "Group"};
  const CommandEntry command{.name = "x", .summary = "does", .about = ".TH is a dot.", .options = {option}};
  const std::string page = man_page_of_command(command, {command});
  EXPECT_NE(
      page.find(".TP\n\\fB\\-\\-odd\\fR \\fIA\\eB\\fR\n\\&.SH is no heading, 'nor this, a \\e is one, a\\-b, 1...2\n"),
      std::string::npos)
      << page;
  EXPECT_NE(page.find("\n\\&.TH is a dot.\n"), std::string::npos) << page;
}

}  // namespace
}  // namespace squares
