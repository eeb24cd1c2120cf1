// Completion of command lines, as scripts for three shells: commands, options, the words that an option takes, and
// files where a file is meant. The first command is the one that squares takes if none is named.
#pragma once

#include <string>
#include <vector>

#include "cli/option.hpp"

namespace squares {

std::string bash_completion(const std::vector<CommandEntry>& commands);
std::string zsh_completion(const std::vector<CommandEntry>& commands);
std::string fish_completion(const std::vector<CommandEntry>& commands);

}  // namespace squares
