#include "cli/settings.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <cstring>
#include <sstream>
#include <string_view>

#include "core/error.hpp"
#include "core/version.hpp"

namespace squares {
namespace {

std::string variable_of(const std::string& name) {
  std::string variable = "SQUARES_" + name;
  std::transform(variable.begin(), variable.end(), variable.begin(),
                 [](unsigned char c) { return c == '-' ? '_' : static_cast<char>(std::toupper(c)); });
  return variable;
}

// Values by name of the setting.
using Values = std::map<std::string, std::string>;

// Reads the command line; returns a text if help or the version was asked for.
std::string read_arguments(const CommandText& command, std::span<const SettingText> settings,
                           const std::vector<std::string>& arguments, Values& typed,
                           std::vector<std::string>& operands) {
  CLI::App app(command.about, command.name);
  app.get_formatter()->column_width(32);
  app.set_help_flag("--help", help_option.help)->group(help_option.group);
  app.set_version_flag("--version", std::string("squares ") + version, version_option.help)
      ->group(version_option.group);
  app.footer(command.footer);
  app.allow_windows_style_options(false);
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  if (*command.operands != '\0') {
    app.add_option(command.operands, operands, command.operands_help)
        ->required(command.needs_operands)
        ->type_name("")
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }
  std::map<std::string, bool> flags;
  const auto add = [&](const std::string& name, const char* value, const char* help, const char* group) {
    if (*value == '\0') {
      app.add_flag("--" + name, flags[name], help)->group(group);
    } else if (std::string_view(value).ends_with(" …")) {
      app.add_option_function<std::vector<std::string>>(
             "--" + name,
             [&typed, name](const std::vector<std::string>& texts) {
               for (const std::string& text : texts) typed[name] += (typed[name].empty() ? "" : "\n") + text;
             },
             help)
          ->type_name(std::string(value, std::strlen(value) - std::strlen(" …")))
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
          ->group(group);
    } else {
      app.add_option_function<std::string>(
             "--" + name, [&typed, name](const std::string& text) { typed[name] = text; }, help)
          ->type_name(value)
          ->group(group);
    }
  };
  for (const SettingText& setting : settings) add(setting.name, setting.value, setting.help, setting.group);
  add(config_option.name, config_option.value, config_option.help, config_option.group);

  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    return app.help();
  } catch (const CLI::CallForVersion& call) {
    return std::string(call.what()) + "\n";
  } catch (const CLI::ParseError& error) {
    throw Error(Exit::usage, error.what(), "the command line", "--help lists the options");
  }
  for (const auto& [name, on] : flags) {
    if (app.count("--" + name) > 0) typed[name] = on ? "true" : "false";
  }
  return "";
}

Values read_config(const std::string& path, const std::vector<std::string>& known, const Surroundings& surroundings) {
  const auto content = surroundings.file(path);
  if (!content) throw Error(Exit::no_input, "the config file cannot be read", path, "look at --config");
  std::istringstream stream(*content);
  Values values;
  for (const CLI::ConfigItem& item : CLI::ConfigINI().from_config(stream)) {
    if (!item.parents.empty() || std::find(known.begin(), known.end(), item.name) == known.end()) {
      throw Error(Exit::usage, "unknown option '" + item.fullname() + "'", path, "squares --help lists the options");
    }
    if (item.inputs.size() != 1) {
      throw Error(Exit::usage, "'" + item.name + "' needs one value", path, "write " + item.name + " = value");
    }
    values[item.name] = item.inputs.front();
  }
  return values;
}

}  // namespace

SaidAll read_settings(const CommandText& command, std::span<const SettingText> settings,
                      const std::vector<std::string>& known, const std::vector<std::string>& arguments,
                      const Surroundings& surroundings) {
  SaidAll all;
  Values typed;
  all.help = read_arguments(command, settings, arguments, typed, all.operands);
  if (!all.help.empty()) return all;

  // An empty variable is as good as none: that is how shells and job scripts unset one for a command.
  const auto variable = [&](const std::string& name) {
    const auto value = surroundings.variable(variable_of(name));
    return value && !value->empty() ? value : std::nullopt;
  };
  if (!typed.contains("config")) {
    if (const auto path = variable("config")) typed["config"] = *path;
  }
  const Values config = typed.contains("config") ? read_config(typed["config"], known, surroundings) : Values();

  for (const SettingText& setting : settings) {
    const std::string name = setting.name;
    if (const auto value = typed.find(name); value != typed.end()) {
      all.said[name] = {value->second, "--" + name};
    } else if (const auto set = variable(name)) {
      all.said[name] = {*set, "the environment, " + variable_of(name)};
    } else if (const auto kept = config.find(name); kept != config.end()) {
      all.said[name] = {kept->second, typed["config"] + ", " + name};
    }
  }
  return all;
}

}  // namespace squares
