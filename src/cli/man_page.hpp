// Man pages in the language of man(7).
#pragma once

#include <string>
#include <vector>

#include "cli/option.hpp"

namespace squares {

std::string man_page_of_command(const CommandEntry& command, const std::vector<CommandEntry>& all);

// The first command is the one that squares takes if none is named.
std::string man_page_of_program(const std::vector<CommandEntry>& all);

}  // namespace squares
