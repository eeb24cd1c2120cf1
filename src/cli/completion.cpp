#include "cli/completion.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "cli/words.hpp"

namespace squares {
namespace {

constexpr std::string_view zsh_quote = R"('\'')";  // a quote within single quotes

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  return fmt::format("{}", fmt::join(words, between));
}

std::vector<std::string> names_of(const std::vector<CommandHelp>& commands) {
  std::vector<std::string> names;
  names.reserve(commands.size());
  for (const CommandHelp& command : commands) names.push_back(command.name);
  return names;
}

// As it stands between single quotes. `quote` is how the shell writes one there; a backslash goes before each of the
// `special` letters.
std::string escaped(const std::string& text, std::string_view quote, std::string_view special) {
  std::string out;
  for (const char letter : text) {
    if (letter == '\'') {
      out += quote;
      continue;
    }
    if (special.find(letter) != std::string_view::npos) out += '\\';
    out += letter;
  }
  return out;
}

std::string quoted_for_fish(const std::string& text) { return "'" + escaped(text, R"(\')", "\\") + "'"; }

std::string help_line(const SettingText& option) { return paragraphs(option.help).at(0); }

// The cases of bash for one command: what may follow the word before the cursor.
std::string bash_cases(const CommandHelp& command) {
  std::vector<std::string> all, files, free;
  std::string cases;
  for (const SettingText& option : command.options) {
    const std::string name = std::string("--") + option.name;
    all.push_back(name);
    if (is_flag(option)) continue;
    if (names_file(option.value)) {
      files.push_back(name);
    } else if (const auto words = choices(option); !words.empty()) {
      cases += fmt::format("        {}) words='{}' ;;\n", name, joined(words, " "));
    } else {
      free.push_back(name);
    }
  }
  if (!files.empty()) cases += fmt::format("        {}) files=yes ;;\n", joined(files, " | "));
  if (!free.empty()) cases += fmt::format("        {}) ;;\n", joined(free, " | "));
  return cases + fmt::format("        *) words='{}'{} ;;\n", joined(all, " "),
                             names_file(command.text.operands) ? " files=operand" : "");
}

// One option for _arguments of zsh.
std::string zsh_option(const SettingText& option) {
  const auto literal = [](const std::string& text) { return escaped(text, zsh_quote, "[]:\\"); };
  const std::string described = "'[" + literal(help_line(option)) + "]'";
  if (is_flag(option)) return fmt::format("--{}{}", option.name, described);
  const auto words = choices(option);
  const std::string action = names_file(option.value) ? "_files" : words.empty() ? "" : "(" + joined(words, " ") + ")";
  return fmt::format("--{}={}:'{}':'{}'", option.name, described, literal(option.value), action);
}

std::string fish_option(const std::string& condition, const SettingText& option) {
  std::string line = fmt::format("complete -c squares -n {} -l {}", condition, option.name);
  if (!is_flag(option)) {
    const auto words = choices(option);
    line += names_file(option.value) ? " -rF" : words.empty() ? " -x" : " -xa '" + joined(words, " ") + "'";
  }
  return fmt::format("{} -d {}\n", line, quoted_for_fish(help_line(option)));
}

}  // namespace

std::string bash_completion(const std::vector<CommandHelp>& commands) {
  const std::string names = joined(names_of(commands), " ");
  std::string text = fmt::format(R"(# Completion of squares for bash, made from the options of the program.
_squares() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}} command={} words='' files=''
  if [[ $current == = ]]; then # --option=value is three words to bash
    current=''
  elif [[ $before == = ]]; then
    before=${{COMP_WORDS[COMP_CWORD - 2]}}
  fi
  if [[ $COMP_CWORD -gt 1 && ${{COMP_WORDS[1]}} != -* ]]; then
    command=${{COMP_WORDS[1]}}
  fi
  case $command in
)",
                                 commands.front().name);
  for (const CommandHelp& command : commands) {
    text += fmt::format("    {})\n      case $before in\n{}      esac\n      ;;\n", command.name, bash_cases(command));
  }
  return text + fmt::format(R"(  esac
  if [[ $COMP_CWORD -eq 1 && $current != -* ]]; then
    words='{}'
  fi
  if [[ $files == yes || ($files == operand && $current != -*) ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  else
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  fi
}}
complete -F _squares squares
)",
                            names);
}

std::string zsh_completion(const std::vector<CommandHelp>& commands) {
  std::string text = R"(#compdef squares
# Completion of squares for zsh, made from the options of the program.
local -a commands=(
)";
  for (const CommandHelp& command : commands) {
    text += fmt::format("  '{}'\n", escaped(command.name + ":" + summary(command.text), zsh_quote, ""));
  }
  text += fmt::format(R"()
if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
  _describe command commands
  return
fi
local command={}
if [[ $words[2] != -* ]]; then
  command=$words[2]
  shift words
  (( CURRENT-- ))
fi
case $command in
)",
                      commands.front().name);
  for (const CommandHelp& command : commands) {
    text += fmt::format("  {})\n    _arguments", command.name);
    for (const SettingText& option : command.options) text += " \\\n      " + zsh_option(option);
    if (*command.text.operands != '\0') {
      text +=
          fmt::format(" \\\n      '*:{}:{}'", command.text.operands, names_file(command.text.operands) ? "_files" : "");
    }
    text += "\n    ;;\n";
  }
  return text + "esac\n";
}

std::string fish_completion(const std::vector<CommandHelp>& commands) {
  std::string text =
      "# Completion of squares for fish, made from the options of the program.\ncomplete -c squares -f\n";
  std::vector<std::string> others = names_of(commands);
  others.erase(others.begin());
  for (const CommandHelp& command : commands) {
    text += fmt::format("complete -c squares -n __fish_is_first_token -a {} -d {}\n", command.name,
                        quoted_for_fish(summary(command.text)));
  }
  for (const CommandHelp& command : commands) {
    const std::string condition = &command == &commands.front()
                                      ? "'not __fish_seen_subcommand_from " + joined(others, " ") + "'"
                                      : "'__fish_seen_subcommand_from " + command.name + "'";
    for (const SettingText& option : command.options) text += fish_option(condition, option);
    if (names_file(command.text.operands)) text += fmt::format("complete -c squares -n {} -F\n", condition);
  }
  return text;
}

}  // namespace squares
