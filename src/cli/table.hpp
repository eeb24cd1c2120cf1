// The table of all commands with all their options.
#pragma once

#include <string>
#include <vector>

#include "cli/option.hpp"
#include "cli/options.hpp"

namespace squares {

// Setting a value of the table sets a field of `into`, which has to outlive it. In the order of Command; the first is
// the one that squares takes if none is named.
std::vector<CommandEntry> command_table(Invocation& into);

// The same for whatever only tells people of them.
std::vector<CommandEntry> command_table();

// Below the options of `squares --help` and in the man page of the program.
constexpr const char* environment_text =
    "Each option may also be set as SQUARES_<OPTION> in the environment, or as\n"
    "option = value in the config file; the command line wins, then the environment.";

}  // namespace squares
