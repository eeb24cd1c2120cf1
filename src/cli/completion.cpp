#include "cli/completion.hpp"

#include <fmt/format.h>

#include <string_view>

namespace squares {
namespace {

using boost::algorithm::join;

constexpr std::string_view zsh_quote = R"('\'')";  // a quote within single quotes

std::string in_one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
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

// What bash offers after the word before the cursor.
std::string bash_cases(const CommandEntry& command) {
  std::string cases;
  Texts names;
  for (const auto& [name, value, help, group, letter] : command.options) {
    names.push_back("--" + name);
    if (value.is_flag()) continue;
    cases += fmt::format("    {}:--{}) words='{}' files={} ;;\n", command.name, name, join(value.words, " "),
                         value.is_file ? "yes" : "");
  }
  const Value operands = command.operands ? command.operands->value : Value{};
  return cases + fmt::format("    {}:*) words='{}' operands='{}' files={} ;;\n", command.name, join(names, " "),
                             join(operands.words, " "), operands.is_file ? "operand" : "");
}

// What zsh offers for a value or an operand.
std::string zsh_action(const Value& value) {
  return value.is_file ? "_files" : value.words.empty() ? "" : "(" + join(value.words, " ") + ")";
}

std::string zsh_option(const Option& option) {
  const auto literal = [](const std::string& text) { return escaped(text, zsh_quote, "[]:\\"); };
  const std::string described = "'[" + literal(in_one_line(option.help)) + "]'";
  if (option.value.is_flag()) return fmt::format("--{}{}", option.name, described);
  return fmt::format("--{}={}:'{}':'{}'", option.name, described, literal(option.value.placeholder),
                     zsh_action(option.value));
}

// What fish offers for a value or an operand: files, words, or (-x) nothing.
std::string fish_action(const Value& value) {
  return value.is_file ? " -rF" : value.words.empty() ? " -x" : " -xa '" + join(value.words, " ") + "'";
}

std::string fish_text(const std::string& text) { return "'" + escaped(in_one_line(text), R"(\')", "\\") + "'"; }

std::string fish_option(const std::string& condition, const Option& option) {
  return fmt::format("complete -c squares -n {} -l {}{} -d {}\n", condition, option.name,
                     option.value.is_flag() ? "" : fish_action(option.value), fish_text(option.help));
}

}  // namespace

std::string bash_completion(const std::vector<CommandEntry>& commands) {
  std::string text = fmt::format(R"(# Completion of squares for bash, made from the options of the program.
_squares() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}} command={} words='' operands='' files=''
  if [[ $current == = ]]; then # --option=value is three words to bash
    current=''
  elif [[ $before == = ]]; then
    before=${{COMP_WORDS[COMP_CWORD - 2]}}
  fi
  if [[ $COMP_CWORD -gt 1 && ${{COMP_WORDS[1]}} != -* ]]; then
    command=${{COMP_WORDS[1]}}
  fi
  case $command:$before in
)",
                                 commands.front().name);
  for (const CommandEntry& command : commands) text += bash_cases(command);
  return text + fmt::format(R"(  esac
  if [[ $COMP_CWORD -eq 1 && $current != -* ]]; then
    words='{}'
  elif [[ -n $operands && $current != -* ]]; then
    words=$operands
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
                            join(names_of(commands), " "));
}

std::string zsh_completion(const std::vector<CommandEntry>& commands) {
  std::string text = R"(#compdef squares
# Completion of squares for zsh, made from the options of the program.
local -a commands=(
)";
  for (const CommandEntry& command : commands) {
    text += fmt::format("  '{}'\n", escaped(command.name + ":" + command.summary, zsh_quote, ""));
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
  for (const CommandEntry& command : commands) {
    text += fmt::format("  {})\n    _arguments", command.name);
    for (const Option& option : command.options) text += " \\\n      " + zsh_option(option);
    if (const auto& operands = command.operands) {
      text += fmt::format(" \\\n      '*:{}:{}'", operands->name, zsh_action(operands->value));
    }
    text += "\n    ;;\n";
  }
  return text + "esac\n";
}

std::string fish_completion(const std::vector<CommandEntry>& commands) {
  std::string text =
      "# Completion of squares for fish, made from the options of the program.\ncomplete -c squares -f\n";
  for (const CommandEntry& command : commands) {
    text += fmt::format("complete -c squares -n __fish_is_first_token -a {} -d {}\n", command.name,
                        fish_text(command.summary));
  }
  Texts others = names_of(commands);
  others.erase(others.begin());
  for (const CommandEntry& command : commands) {
    const bool is_usual = &command == &commands.front();
    const std::string condition = is_usual ? "'not __fish_seen_subcommand_from " + join(others, " ") + "'"
                                           : "'__fish_seen_subcommand_from " + command.name + "'";
    for (const Option& option : command.options) text += fish_option(condition, option);
    if (!command.operands) continue;
    const Value& operands = command.operands->value;
    const std::string words = operands.words.empty() ? "" : " -a '" + join(operands.words, " ") + "'";
    text += fmt::format("complete -c squares -n {}{}\n", condition, operands.is_file ? " -F" : words);
  }
  return text;
}

}  // namespace squares
