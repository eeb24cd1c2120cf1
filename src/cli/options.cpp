#include "cli/options.hpp"

#include "cli/arguments.hpp"
#include "cli/settings.hpp"
#include "cli/table.hpp"

namespace squares {
namespace {

// --name value, for each option that was typed; what begins with a dash, or is empty, must be --name=value.
Texts typed_again(const CommandEntry& command, const std::map<std::string, Texts>& typed) {
  Texts words;
  for (const auto& [name, texts] : typed) {
    const Option* option = command.find(name);
    const std::string& text = texts.back();
    if (command.operands && command.operands->name == name) continue;
    const bool is_flag = option->value.is_flag();
    if (is_flag && parse_bool(text, "--" + name)) {
      words.push_back("--" + name);
    } else if (is_flag || text.empty() || text.starts_with('-')) {
      words.push_back("--" + name + "=" + text);
    } else {
      words.insert(words.end(), {"--" + name, text});
    }
  }
  return words;
}

}  // namespace

Invocation parse_command_line(const std::vector<std::string>& arguments, const Surroundings& surroundings) {
  Invocation asked;
  const std::vector<CommandEntry> commands = command_table(asked);
  const Arguments read = read_arguments(commands, arguments);
  asked.text = read.text;
  if (!asked.text.empty()) return asked;
  const CommandEntry& command = *read.command;
  asked.command = static_cast<Command>(read.command - commands.data());
  asked.typed_options = typed_again(command, read.typed);
  const Texts known = options_of_all(commands);
  asked.warnings = warnings_of(known, surroundings);
  const Settings settings = find_settings(read, known, surroundings);
  for (const auto& [name, setting] : settings) command.find(name)->value.set(setting.texts, setting.where);
  asked.json = is_on(command, settings, "json");
  return asked;
}

}  // namespace squares
