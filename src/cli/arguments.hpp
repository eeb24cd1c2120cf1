// The command line, as CLI11 reads it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/option.hpp"

namespace squares {

struct Arguments {
  std::string text;                    // help or version, to be printed instead of anything else
  const CommandEntry* command;         // one of `commands`
  std::map<std::string, Texts> typed;  // by name of the option, or of the operands
};

// Throws Error(usage).
Arguments read_arguments(const std::vector<CommandEntry>& commands, Texts arguments);

}  // namespace squares
