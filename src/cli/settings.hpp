// The settings of a command, from three sources: command line, environment and config file.
#pragma once

#include <map>
#include <string>

#include "cli/arguments.hpp"
#include "cli/options.hpp"

namespace squares {

enum class Source { config_file, environment, command_line };  // a later one beats an earlier one

// What an option is given, and where that is said.
struct Setting {
  Texts texts;
  Source source;
  std::string where;        // "my.ini, line 3, last"
  std::string source_name;  // "my.ini"
};

using Settings = std::map<std::string, Setting>;  // by name of the option

// The options that may be set elsewhere than on the command line, of all commands: one config file serves all.
Texts options_of_all(const std::vector<CommandEntry>& commands);

std::string variable_of(const std::string& option);  // "SQUARES_DRY_RUN"

// Of the command that was typed. Throws Error(usage) for options that contradict each other in one source; of two in
// different sources, the one that beats the other is left.
Settings find_settings(const Arguments& arguments, const Texts& known, const Surroundings& surroundings);

// Whether it is given, and no flag that is off.
bool is_on(const CommandEntry& command, const Settings& settings, const std::string& option);

// Of variables that are no option, and nearly one.
Texts warnings_of(const Texts& known, const Surroundings& surroundings);

}  // namespace squares
