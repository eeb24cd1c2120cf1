// What man pages and completion take from the texts of a command's help.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/settings.hpp"

namespace squares {

std::vector<std::string> paragraphs(const std::string& text);  // of one line each

// What the command does: the first sentence of its help that is no question, as in "checks every value of files".
std::string summary(const CommandText& command);

// The exit codes that its help lists, with what they mean: {"64", "usage"}, …
std::vector<std::pair<std::string, std::string>> exit_codes(const CommandText& command);

// Paragraphs below its options that are not about exit codes.
std::vector<std::string> remarks(const CommandText& command);

// The words that an option takes, of "block|cyclic|dynamic" or "N|auto"; what stands for another value is left out.
std::vector<std::string> choices(const SettingText& option);

inline bool is_flag(const SettingText& option) { return *option.value == '\0'; }
bool names_file(const std::string& value);  // "FILE", or another name for one

}  // namespace squares
