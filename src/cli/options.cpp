#include "cli/options.hpp"

#include "cli/arguments.hpp"
#include "cli/settings.hpp"
#include "cli/table.hpp"

namespace squares {

Invocation parse_command_line(const std::vector<std::string>& arguments, const Surroundings& surroundings) {
  Invocation asked;
  const std::vector<CommandEntry> commands = command_table(asked);
  const Arguments read = read_arguments(commands, arguments);
  asked.text = read.text;
  if (!asked.text.empty()) return asked;
  const CommandEntry& command = *read.command;
  asked.command = static_cast<Command>(read.command - commands.data());
  const Texts known = options_of_all(commands);
  asked.warnings = warnings_of(known, surroundings);
  const Settings settings = find_settings(read, known, surroundings);
  for (const auto& [name, setting] : settings) command.find(name)->value.set(setting.texts, setting.where);
  asked.json = is_on(command, settings, "json");
  return asked;
}

}  // namespace squares
