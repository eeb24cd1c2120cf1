// The machinery of options: a table of settings, read from the command line, the environment and a config file.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace squares {

// The world that options come from, so that parsing is pure. Each gives nothing for what is not there.
struct Surroundings {
  std::function<std::optional<std::string>(const std::string& name)> variable;
  std::function<std::optional<std::string>(const std::string& path)> file;
};

// An option as people see it, wherever its value comes from.
struct SettingText {
  const char* name;   // --name, SQUARES_NAME, name = …
  const char* value;  // what stands for its value in the help; "" for a flag; "FILE …" for several, a line each
  const char* help;
  const char* group;
};

// What every command has, beside its own settings.
constexpr const char* show_group = "What is shown";
inline constexpr SettingText config_option{"config", "FILE", "options from a file", show_group};
inline constexpr SettingText help_option{"help", "", "this text", show_group};
inline constexpr SettingText version_option{"version", "", "the version", show_group};
inline constexpr std::array options_of_every_command{config_option, help_option, version_option};

// An option, and what it does to an Options.
template <class Options>
struct Setting {
  SettingText text;
  void (*apply)(Options&, const std::string& value, const std::string& where);
};

// A command of squares, as its help describes it.
struct CommandText {
  const char* name;   // "squares verify"
  const char* about;  // its first sentence that is no question says in a list of commands what it does
  const char* footer;
  // What may stand without a -- in front: its name, and what it is; "": nothing may.
  const char* operands = "";
  const char* operands_help = "";
  bool needs_operands = false;
};

template <class Options>
struct OptionTable {
  CommandText text;
  std::span<const Setting<Options>> settings;
};

// What was said of a setting, and where.
struct Said {
  std::string value;
  std::string where;
};

struct SaidAll {
  std::string help;                  // to be printed instead of anything else
  std::map<std::string, Said> said;  // by name of the setting
  std::vector<std::string> operands;
};

// The command line beats the environment, which beats the config file, where options of other commands may stand,
// too: `known` names all there are. Throws Error(usage).
SaidAll read_settings(const CommandText& command, std::span<const SettingText> settings,
                      const std::vector<std::string>& known, const std::vector<std::string>& arguments,
                      const Surroundings& surroundings);

template <class Options>
SaidAll apply_settings(const OptionTable<Options>& table, const std::vector<std::string>& known,
                       const std::vector<std::string>& arguments, const Surroundings& surroundings, Options& options) {
  std::vector<SettingText> texts;
  for (const auto& setting : table.settings) texts.push_back(setting.text);
  SaidAll all = read_settings(table.text, texts, known, arguments, surroundings);
  for (const auto& setting : table.settings) {
    const auto found = all.said.find(setting.text.name);
    if (found != all.said.end()) setting.apply(options, found->second.value, found->second.where);
  }
  return all;
}

}  // namespace squares
