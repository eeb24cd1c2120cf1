#include "cli/man_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <regex>

#include "cli/words.hpp"
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

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

std::string page_name(const CommandHelp& command) { return "squares-" + command.name; }

std::string head(const std::string& page, const std::string& about) {
  return fmt::format(".TH {} 1 \"\" \"squares {}\" \"User Commands\"\n.SH NAME\n{} \\- {}\n", literal(upper(page)),
                     version, literal(page), literal(about));
}

// A paragraph; a command line at its end gets a line of its own.
std::string paragraph(const std::string& text) {
  static const std::regex with_example(R"(^(.*:)\s+(mpirun .*)$)");
  std::smatch match;
  if (!std::regex_match(text, match, with_example)) return ".PP\n" + literal(text) + "\n";
  return fmt::format(".PP\n{}\n.PP\n.nf\n.RS\n{}\n.RE\n.fi\n", literal(match[1]), literal(match[2]));
}

std::string tagged(const std::string& tag, const std::string& text) {
  return ".TP\n" + tag + "\n" + literal(text) + "\n";
}

std::string option_text(const SettingText& option) {
  std::string tag = bold(std::string("--") + option.name);
  if (!is_flag(option)) tag += " " + italic(option.value);
  return tagged(tag, paragraphs(option.help).at(0));
}

// Under the headings of --help, in the order in which the options name them.
std::string options_text(const CommandHelp& command) {
  std::vector<std::string> groups;
  for (const SettingText& option : command.options) {
    if (std::find(groups.begin(), groups.end(), option.group) == groups.end()) groups.emplace_back(option.group);
  }
  std::string text = ".SH OPTIONS\n";
  for (const std::string& group : groups) {
    text += ".SS " + literal(group) + "\n";
    for (const SettingText& option : command.options) {
      if (option.group == group) text += option_text(option);
    }
  }
  return text;
}

std::string exit_status(const CommandText& command) {
  std::string text = ".SH EXIT STATUS\n";
  for (const auto& [code, meaning] : exit_codes(command)) text += tagged(bold(code), meaning);
  return text;
}

std::string see_also(const std::vector<CommandHelp>& all, const std::string& page) {
  std::vector<std::string> pages{"squares"};
  std::transform(all.begin(), all.end(), std::back_inserter(pages), page_name);
  std::erase(pages, page);
  pages.emplace_back("mpirun");
  std::string text = ".SH SEE ALSO\n";
  for (const std::string& other : pages) {
    text += fmt::format(".BR {} (1){}\n", literal(other), &other == &pages.back() ? "" : ",");
  }
  return text;
}

}  // namespace

std::string man_page_of_command(const CommandHelp& command, const std::vector<CommandHelp>& all) {
  const CommandText& text = command.text;
  std::string page = head(page_name(command), summary(text));
  page += fmt::format(".SH SYNOPSIS\n{} [{}]", bold(text.name), italic("options"));
  if (*text.operands != '\0') {
    page += text.needs_operands ? " " + italic(text.operands) + " ..." : " [" + italic(text.operands) + " ...]";
  }
  page += "\n.SH DESCRIPTION\n";
  for (const std::string& one : paragraphs(text.about)) page += paragraph(one);
  if (*text.operands != '\0') page += tagged(italic(text.operands), text.operands_help);
  page += options_text(command);
  if (const auto more = remarks(text); !more.empty()) {
    page += ".SH ENVIRONMENT\n";
    for (const std::string& one : more) page += paragraph(one);
  }
  return page + exit_status(text) + see_also(all, page_name(command));
}

std::string man_page_of_program(const std::vector<CommandHelp>& all) {
  const CommandText& usual = all.front().text;
  std::string page = head("squares", summary(usual));
  page += fmt::format(".SH SYNOPSIS\n{0} [{1}] [{2}]\n.br\n{3} {4} {0} [{1}] [{2}]\n", bold("squares"),
                      italic("command"), italic("options"), bold("mpirun -np"), italic("N"));
  page += ".SH DESCRIPTION\n" + paragraph(paragraphs(usual.about).at(0));
  page += ".SH COMMANDS\n";
  for (const CommandHelp& command : all) {
    page += tagged(bold(command.text.name), summary(command.text) + "; see " + page_name(command) + "(1)");
  }
  page += ".SH ENVIRONMENT\n";
  for (const std::string& one : remarks(usual)) page += paragraph(one);
  return page + exit_status(usual) + see_also(all, "squares");
}

}  // namespace squares
