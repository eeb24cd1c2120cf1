#include "cli/arguments.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <utility>

#include "cli/suggest.hpp"
#include "cli/table.hpp"
#include "core/version.hpp"

namespace squares {
namespace {

constexpr const char* the_command_line = "the command line";

// The end of the help.
std::string footer(const CommandEntry& command) {
  std::string text = "Exit codes:";
  for (const auto& [meaning, code] : command.exit_codes) {
    text += fmt::format("\n  {:<4}{}", static_cast<int>(code), meaning);
  }
  return text;
}

std::string list_of_commands(const std::vector<CommandEntry>& commands) {
  std::string text = "\n\nCommands (squares help COMMAND tells more):\n";
  for (const CommandEntry& command : commands) {
    const std::string name = &command == &commands.front() ? "[" + command.name + "]" : command.name;
    std::string operands = command.operands ? command.operands->name : "";
    if (command.needs_operands) operands += "…";
    text += fmt::format("  {:<8} {:<8} {}\n", name, operands, command.summary);
  }
  return text;
}

void add_option(CLI::App& app, const Option& option) {
  const std::string name = (option.letter.empty() ? "--" : "-" + option.letter + ",--") + option.name;
  if (option.name == "help") {
    app.set_help_flag(name, option.help)->group(option.group);
  } else if (option.name == "version") {
    app.set_version_flag(name, std::string("squares ") + version, option.help)->group(option.group);
  } else if (option.value.is_flag()) {
    app.add_flag(name, option.help)->group(option.group);
  } else {
    CLI::Option* added =
        app.add_option(name, CLI::callback_t(), option.help)->type_name(option.value.placeholder)->group(option.group);
    if (option.value.takes_many) added->expected(CLI::detail::expected_max_vector_size);
  }
}

void add_command(CLI::App& app, const CommandEntry& command) {
  app.footer(footer(command));
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  if (command.operands) {
    CLI::Option* operands = app.add_option(command.operands->name, CLI::callback_t(), command.operands->help);
    operands->required(command.needs_operands)->type_name("");
    if (command.operands->value.takes_many) operands->expected(CLI::detail::expected_max_vector_size);
  }
  for (const Option& option : command.options) add_option(app, option);
}

std::string help_of(const CommandEntry& command) { return "squares help " + command.name + " tells what it takes"; }

Error no_such_command(const std::string& word, const std::vector<CommandEntry>& commands) {
  const Texts names = names_of(commands);
  return {Exit::usage, "there is no command '" + word + "'", the_command_line,
          did_you_mean(word, names, "squares ") + "the commands are " + boost::algorithm::join(names, ", ") +
              "; squares --help shows more"};
}

// Of what stands on the command line and means nothing there.
Error not_understood(const std::string& word, const CommandEntry& command) {
  const std::string help = help_of(command);
  if (!word.starts_with('-')) {
    return {Exit::usage, "'" + word + "' is no option, and squares " + command.name + " takes nothing else",
            the_command_line, help};
  }
  const std::string option = word.substr(0, word.find('='));
  const auto dashes = option.find_first_not_of('-');
  Texts names;
  for (const Option& one : command.options) names.push_back(one.name);
  const std::string name = dashes == std::string::npos ? "" : option.substr(dashes);
  return {Exit::usage, "unknown option '" + option + "'", the_command_line, did_you_mean(name, names, "--") + help};
}

void refuse_unknown_command(const Texts& arguments, const std::vector<CommandEntry>& commands) {
  if (arguments.empty() || arguments.front().starts_with('-')) return;
  const Texts names = names_of(commands);
  if (std::find(names.begin(), names.end(), arguments.front()) != names.end()) return;
  throw no_such_command(arguments.front(), commands);
}

// What was typed for options, before and behind the command, and for its operands.
std::map<std::string, Texts> typed_in(const CLI::App& app) {
  std::map<std::string, Texts> typed;
  std::vector<const CLI::App*> apps{&app};
  for (const CLI::App* named : app.get_subcommands()) apps.push_back(named);
  for (const CLI::App* one : apps) {
    for (const CLI::Option* option : one->get_options()) {
      if (option->count() == 0) continue;
      Texts& texts = typed[option->get_positional() ? option->get_name(true) : option->get_lnames().front()];
      texts.insert(texts.end(), option->results().begin(), option->results().end());
    }
  }
  return typed;
}

void add_operands(const CommandEntry& command, const Texts& operands, std::map<std::string, Texts>& typed) {
  if (!operands.empty()) {
    if (!command.operands) throw not_understood(operands.front(), command);
    Texts& all = typed[command.operands->name];
    all.insert(all.end(), operands.begin(), operands.end());
  }
  if (command.needs_operands && !typed.contains(command.operands->name)) {
    throw Error(Exit::usage, command.operands->name + " is missing", the_command_line, help_of(command));
  }
}

// Takes off what stands behind "--": operands, whatever they begin with. CLI11 takes "--" in a subcommand as its end.
Texts take_operands(Texts& arguments) {
  const auto mark = std::find(arguments.begin(), arguments.end(), "--");
  if (mark == arguments.end()) return {};
  Texts operands(mark + 1, arguments.end());
  arguments.erase(mark, arguments.end());
  return operands;
}

// "help run" as "run --help", "help" as "--help", "version" as "--version".
Texts without_help_and_version(Texts arguments) {
  const bool is_alone = arguments.size() == 1;
  if (arguments.empty() || (!is_alone && arguments[1].starts_with('-'))) return arguments;
  if (arguments.front() == "version" && is_alone) return {"--version"};
  if (arguments.front() == "help") {
    arguments.erase(arguments.begin());
    arguments.emplace_back("--help");
  }
  return arguments;
}

void add_commands(CLI::App& app, const std::vector<CommandEntry>& commands) {
  app.allow_windows_style_options(false)->allow_extras()->require_subcommand(0, 1);
  app.get_formatter()->column_width(32);
  app.get_formatter()->label("SUBCOMMAND", "COMMAND");
  for (const CommandEntry& command : commands) {
    add_command(*app.add_subcommand(command.name, command.about)->group(""), command);
  }
  add_command(app, commands.front());
  app.footer(std::string(environment_text) + "\n\n" + footer(commands.front()));
}

// The command that was named, or else the first.
const CommandEntry& command_of(const CLI::App& app, const std::vector<CommandEntry>& commands) {
  const auto named = app.get_subcommands();
  const auto is_named = [&](const CommandEntry& command) { return command.name == named.front()->get_name(); };
  return named.empty() ? commands.front() : *std::find_if(commands.begin(), commands.end(), is_named);
}

void refuse_what_is_not_understood(const CLI::App& app, const std::vector<CommandEntry>& commands) {
  const Texts rest = app.remaining(true);
  if (rest.empty()) return;
  const std::string& word = rest.front();
  const bool may_be_command = app.get_subcommands().empty() && !word.starts_with('-');
  if (may_be_command && !suggestion(word, names_of(commands)).empty()) throw no_such_command(word, commands);
  throw not_understood(word, command_of(app, commands));
}

}  // namespace

Arguments read_arguments(const std::vector<CommandEntry>& commands, Texts arguments) {
  const Texts operands = take_operands(arguments);
  arguments = without_help_and_version(std::move(arguments));
  refuse_unknown_command(arguments, commands);
  CLI::App app(commands.front().about + list_of_commands(commands), "squares");
  add_commands(app, commands);
  std::string failure;
  try {
    app.parse(Texts(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    return {.text = app.help(), .command = nullptr, .typed = {}};
  } catch (const CLI::CallForVersion& call) {
    return {.text = std::string(call.what()) + "\n", .command = nullptr, .typed = {}};
  } catch (const CLI::RequiredError&) {  // the operands that it misses may be those behind --
  } catch (const CLI::ParseError& error) {
    failure = error.what();
  }
  refuse_what_is_not_understood(app, commands);
  const CommandEntry& command = command_of(app, commands);
  if (!failure.empty()) throw Error(Exit::usage, failure, the_command_line, help_of(command));
  Arguments read{.text = "", .command = &command, .typed = typed_in(app)};
  add_operands(command, operands, read.typed);
  for (const auto& [name, texts] : read.typed) {  // squares --last 5 verify
    if (command.find(name) == nullptr) throw not_understood("--" + name, command);
  }
  return read;
}

}  // namespace squares
