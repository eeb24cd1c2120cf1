#include "cli/settings.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <set>

#include "cli/config_file.hpp"
#include "cli/suggest.hpp"

namespace squares {
namespace {

const std::string prefix = "SQUARES_";

// Variables of job scripts and tests that are no options.
constexpr std::array other_variables{"CLUSTER_DIR", "CLUSTER_SHARE", "LAUNCH",       "LONG",      "RACES", "ROOTS",
                                     "SCRATCH",     "SCRIPT",        "STUDY_LAUNCH", "SUBMITTED", "TRY",   "VERDICT"};

// An empty variable is as good as none: that is how shells and job scripts unset one for a command.
std::optional<std::string> value_of(const std::string& variable, const Surroundings& surroundings) {
  const auto value = surroundings.variable(variable);
  return value && !value->empty() ? value : std::nullopt;
}

std::string read_config(const std::string& path, const Surroundings& surroundings) {
  const auto content = surroundings.file(path);
  if (!content) throw Error(Exit::no_input, "the config file cannot be read", path, "look at --config");
  return *content;
}

void settle_contradictions(const CommandEntry& command, Settings& settings) {
  const auto shown = [&](const std::string& name) {
    return command.operands && command.operands->name == name ? name : "--" + name;
  };
  for (const auto& [one, other, remedy] : command.contradictions) {
    if (!is_on(command, settings, one) || !is_on(command, settings, other)) continue;
    const Setting& a = settings[one];
    const Setting& b = settings[other];
    if (a.source == b.source) {
      throw Error(Exit::usage, shown(one) + " and " + shown(other) + " contradict each other", a.source_name, remedy);
    }
    settings.erase(a.source < b.source ? one : other);
  }
}

}  // namespace

Texts options_of_all(const std::vector<CommandEntry>& commands) {
  std::set<std::string> names;
  for (const CommandEntry& command : commands) {
    for (const Option& option : command.options) names.insert(option.name);
  }
  for (const char* typed_only : {"config", "help", "version"}) names.erase(typed_only);
  return {names.begin(), names.end()};
}

std::string variable_of(const std::string& option) {
  std::string variable = prefix + option;
  std::transform(variable.begin(), variable.end(), variable.begin(),
                 [](unsigned char c) { return c == '-' ? '_' : static_cast<char>(std::toupper(c)); });
  return variable;
}

Settings find_settings(const Arguments& arguments, const Texts& known, const Surroundings& surroundings) {
  Settings settings;
  const auto typed = arguments.typed.find("config");
  const auto path =
      typed != arguments.typed.end() ? typed->second.back() : value_of(variable_of("config"), surroundings);
  if (path) {
    for (const auto& [name, value] : parse_config(read_config(*path, surroundings), *path, known)) {
      settings[name] = {{value.text}, Source::config_file, value.where, *path};
    }
  }
  for (const std::string& name : known) {
    const std::string variable = variable_of(name);
    if (const auto value = value_of(variable, surroundings)) {
      settings[name] = {{*value}, Source::environment, "the environment, " + variable, "the environment"};
    }
  }
  for (const auto& [name, texts] : arguments.typed) {
    settings[name] = {texts, Source::command_line, "--" + name, "the command line"};
  }
  const CommandEntry& command = *arguments.command;
  std::erase_if(settings, [&](const auto& setting) { return command.find(setting.first) == nullptr; });
  settle_contradictions(command, settings);
  return settings;
}

bool is_on(const CommandEntry& command, const Settings& settings, const std::string& option) {
  const auto found = settings.find(option);
  if (found == settings.end()) return false;
  const auto& [texts, source, where, source_name] = found->second;
  return !command.find(option)->value.is_flag() || parse_bool(texts.back(), where);
}

Texts warnings_of(const Texts& known, const Surroundings& surroundings) {
  Texts variables{variable_of("config")};
  for (const std::string& name : known) variables.push_back(variable_of(name));
  for (std::string& variable : variables) variable.erase(0, prefix.size());
  Texts warnings;
  for (const std::string& variable : surroundings.variables) {
    const std::string name = variable.substr(prefix.size());
    const std::string meant = suggestion(name, variables);
    const bool is_other = std::find(other_variables.begin(), other_variables.end(), name) != other_variables.end();
    if (meant.empty() || meant == name || is_other || !value_of(variable, surroundings)) continue;
    warnings.push_back("the environment has " + variable + ", which is no option; did you mean " + prefix + meant +
                       "?");
  }
  return warnings;
}

}  // namespace squares
