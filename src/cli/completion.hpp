// Completion of command lines, as scripts for three shells: commands, options, the words that an option takes, and
// files where a file is meant.
#pragma once

#include <string>
#include <vector>

#include "cli/options.hpp"

namespace squares {

// The first command is the one that squares takes if none is named.
std::string bash_completion(const std::vector<CommandHelp>& commands);
std::string zsh_completion(const std::vector<CommandHelp>& commands);
std::string fish_completion(const std::vector<CommandHelp>& commands);

}  // namespace squares
