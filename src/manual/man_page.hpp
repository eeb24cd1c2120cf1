// Man pages in the language of man(7).
#pragma once

#include <string>
#include <vector>

#include "app/options.hpp"

namespace squares {

std::string man_page_of_command(const CommandHelp& command, const std::vector<CommandHelp>& all);
std::string man_page_of_program(
    const std::vector<CommandHelp>& all);  // the first command is the one to take if none is named

}  // namespace squares
