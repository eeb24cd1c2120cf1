// Man pages in the language of man(7).
#pragma once

#include <string>
#include <vector>

#include "cli/options.hpp"

namespace squares {

std::string man_page_of_command(const CommandHelp& command, const std::vector<CommandHelp>& all);

// The first command is the one that squares takes if none is named.
std::string man_page_of_program(const std::vector<CommandHelp>& all);

}  // namespace squares
