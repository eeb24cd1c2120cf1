#include "cli/options.hpp"

#include <utility>

#include "core/error.hpp"

namespace squares {
namespace {

// Calls visit(command, its options) for each command.
template <class SomeInvocation, class Visit>
void each_command(SomeInvocation& invocation, const Visit& visit) {
  visit(Command::run, invocation.run);
  visit(Command::verify, invocation.verify);
  visit(Command::doctor, invocation.doctor);
  visit(Command::study, invocation.study);
  visit(Command::claims, invocation.claims);
  visit(Command::report, invocation.report);
  visit(Command::compare, invocation.compare);
}

template <class Options>
OptionTable<Options> table_of(const Options&) {
  return option_table<Options>();
}

// One config file serves all commands, so it may have the options of all.
std::vector<std::string> options_of_all(const Invocation& invocation) {
  std::vector<std::string> names;
  each_command(invocation, [&](Command, const auto& options) {
    for (const auto& setting : table_of(options).settings) names.emplace_back(setting.text.name);
  });
  return names;
}

Error no_such_command(const std::string& command, const Invocation& invocation) {
  std::string known;
  each_command(invocation,
               [&](Command one, const auto&) { known += std::string(known.empty() ? "" : ", ") + to_text(one); });
  return {Exit::usage, "there is no command '" + command + "'", "the command line",
          "the commands are " + known + "; squares --help shows more"};
}

}  // namespace

bool Invocation::json() const {
  bool asked = false;
  each_command(*this, [&](Command one, const auto& options) { asked |= one == command && options.json; });
  return asked;
}

std::vector<CommandHelp> help_of_all_commands() {
  std::vector<CommandHelp> commands;
  const Invocation any;
  each_command(any, [&](Command one, const auto& options) {
    const auto table = table_of(options);
    std::vector<SettingText> all;
    for (const auto& setting : table.settings) all.push_back(setting.text);
    all.insert(all.end(), options_of_every_command.begin(), options_of_every_command.end());
    commands.push_back({to_text(one), table.text, std::move(all)});
  });
  return commands;
}

Invocation parse_command_line(const std::vector<std::string>& arguments, const Surroundings& surroundings) {
  std::vector<std::string> rest = arguments;
  std::string command = to_text(Command::run);
  if (!rest.empty() && !rest.front().starts_with('-')) {
    command = rest.front();
    rest.erase(rest.begin());
  }
  Invocation invocation;
  const std::vector<std::string> known = options_of_all(invocation);
  bool found = false;
  each_command(invocation, [&](Command one, auto& options) {
    if (command != to_text(one)) return;
    found = true;
    invocation.command = one;
    SaidAll said = apply_settings(table_of(options), known, rest, surroundings, options);
    invocation.text = std::move(said.help);
    if constexpr (requires { options.operands; }) options.operands = std::move(said.operands);
  });
  if (!found) throw no_such_command(command, invocation);
  return invocation;
}

}  // namespace squares
