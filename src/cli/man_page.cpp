#include "cli/man_page.hpp"

#include <fmt/format.h>

#include <cctype>
#include <regex>

#include "cli/table.hpp"
#include "core/version.hpp"

namespace squares {
namespace {

// As troff prints it literally: a minus that can be copied, no escapes, no requests, and no letter that it may not
// know.
std::string literal(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins_line = i == 0 || text[i - 1] == '\n';
    if (begins_line && (text[i] == '.' || text[i] == '\'')) out += R"(\&)";
    if (text.compare(i, 3, "…") == 0) {
      out += "...";
      i += 2;
    } else if (text[i] == '\\') {
      out += R"(\e)";
    } else if (text[i] == '-') {
      out += R"(\-)";
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string bold(const std::string& text) { return R"(\fB)" + literal(text) + R"(\fR)"; }
std::string italic(const std::string& text) { return R"(\fI)" + literal(text) + R"(\fR)"; }

std::string page_of(const CommandEntry& command) { return "squares-" + command.name; }

std::string head(const std::string& page, const std::string& about) {
  std::string title = page;
  std::transform(title.begin(), title.end(), title.begin(), [](unsigned char c) { return std::toupper(c); });
  return fmt::format(".TH {} 1 \"\" \"squares {}\" \"User Commands\"\n.SH NAME\n{} \\- {}\n", literal(title), version,
                     literal(page), literal(about));
}

// A paragraph; a command line at its end gets a line of its own.
std::string paragraph(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  static const std::regex with_example(R"(^(.*:)\s+(mpirun .*)$)");
  std::smatch match;
  if (!std::regex_match(text, match, with_example)) return ".PP\n" + literal(text) + "\n";
  return fmt::format(".PP\n{}\n.PP\n.nf\n.RS\n{}\n.RE\n.fi\n", literal(match[1]), literal(match[2]));
}

std::string tagged(const std::string& tag, std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return ".TP\n" + tag + "\n" + literal(text) + "\n";
}

// Under the headings of --help, in the order in which the options name them.
std::string options_text(const std::vector<Option>& options) {
  std::string text = ".SH OPTIONS\n";
  Texts groups;
  for (const Option& option : options) {
    if (std::find(groups.begin(), groups.end(), option.group) == groups.end()) groups.push_back(option.group);
  }
  for (const std::string& group : groups) {
    text += ".SS " + literal(group) + "\n";
    for (const auto& [name, value, help, its_group, letter] : options) {
      if (its_group != group) continue;
      const std::string dots = value.takes_many ? " …" : "";
      text += tagged((letter.empty() ? "" : bold("-" + letter) + ", ") + bold("--" + name) +
                         (value.is_flag() ? "" : " " + italic(value.placeholder + dots)),
                     help);
    }
  }
  return text;
}

std::string exit_status(const CommandEntry& command) {
  std::string text = ".SH EXIT STATUS\n";
  for (const auto& [meaning, code] : command.exit_codes) {
    text += tagged(bold(std::to_string(static_cast<int>(code))), meaning);
  }
  return text;
}

std::string see_also(const std::vector<CommandEntry>& all, const std::string& page) {
  std::string text = ".SH SEE ALSO\n";
  if (page != "squares") text += ".BR squares (1),\n";
  for (const CommandEntry& other : all) {
    if (page_of(other) != page) text += ".BR " + literal(page_of(other)) + " (1),\n";
  }
  return text + ".BR mpirun (1)\n";
}

const std::string environment = std::string(".SH ENVIRONMENT\n") + paragraph(environment_text);

}  // namespace

std::string man_page_of_command(const CommandEntry& command, const std::vector<CommandEntry>& all) {
  std::string page = head(page_of(command), command.summary);
  page += fmt::format(".SH SYNOPSIS\n{} [{}]", bold("squares " + command.name), italic("options"));
  if (command.operands) {
    const auto [open, close] = command.needs_operands ? std::pair("", "") : std::pair("[", "]");
    page += fmt::format(" {}{} ...{}", open, italic(command.operands->name), close);
  }
  page += "\n.SH DESCRIPTION\n" + paragraph(command.about);
  if (command.operands) page += tagged(italic(command.operands->name), command.operands->help);
  return page + options_text(command.options) + environment + exit_status(command) + see_also(all, page_of(command));
}

std::string man_page_of_program(const std::vector<CommandEntry>& all) {
  const CommandEntry& usual = all.front();
  std::string page = head("squares", usual.summary);
  page += fmt::format(".SH SYNOPSIS\n{0} [{1}] [{2}]\n.br\n{3} {4} {0} [{1}] [{2}]\n", bold("squares"),
                      italic("command"), italic("options"), bold("mpirun -np"), italic("N"));
  page += ".SH DESCRIPTION\n" + paragraph(usual.about) + ".SH COMMANDS\n";
  for (const CommandEntry& command : all) {
    page += tagged(bold("squares " + command.name), command.summary + "; see " + page_of(command) + "(1)");
  }
  return page + environment + exit_status(usual) + see_also(all, "squares");
}

}  // namespace squares
