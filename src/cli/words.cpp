#include "cli/words.hpp"

#include <algorithm>
#include <cctype>
#include <regex>
#include <sstream>

namespace squares {
namespace {

const std::string codes_begin = "Exit codes: ";

bool is_lower(char letter) { return std::islower(static_cast<unsigned char>(letter)) != 0; }
bool is_upper(char letter) { return std::isupper(static_cast<unsigned char>(letter)) != 0; }

}  // namespace

std::vector<std::string> paragraphs(const std::string& text) {
  std::vector<std::string> found{""};
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) {
      found.emplace_back();
    } else {
      found.back() += (found.back().empty() ? "" : " ") + line;
    }
  }
  std::erase(found, "");
  return found;
}

std::string summary(const CommandText& command) {
  std::string text = paragraphs(command.about).at(0);
  // It ends with a mark, or where an example of a command begins.
  static const std::regex sentence(R"(^(.*?)([.?](?=\s|$)|:(?=\s+(?:mpirun|squares) ))\s*)");
  for (std::smatch match; std::regex_search(text, match, sentence);) {
    if (match[2] == "?") {
      text = match.suffix();
      continue;
    }
    text = match[1];
    break;
  }
  if (text.size() > 1 && !is_upper(text[1]))
    text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return text;
}

std::vector<std::pair<std::string, std::string>> exit_codes(const CommandText& command) {
  std::vector<std::pair<std::string, std::string>> codes;
  for (const std::string& paragraph : paragraphs(command.footer)) {
    if (!paragraph.starts_with(codes_begin)) continue;
    // A code, and its meaning up to the next code or the end.
    static const std::regex one(R"((\d+) (.*?)(?:, (?=\d+ )|\.?$))");
    const std::string list = paragraph.substr(codes_begin.size());
    for (std::sregex_iterator match(list.begin(), list.end(), one), end; match != end; ++match) {
      codes.emplace_back((*match)[1], (*match)[2]);
    }
  }
  return codes;
}

std::vector<std::string> remarks(const CommandText& command) {
  std::vector<std::string> all = paragraphs(command.footer);
  std::erase_if(all, [](const std::string& paragraph) { return paragraph.starts_with(codes_begin); });
  return all;
}

std::vector<std::string> choices(const SettingText& option) {
  std::vector<std::string> words;
  const std::string value = option.value;
  if (value.find('|') == std::string::npos) return words;
  std::istringstream parts(value);
  for (std::string part; std::getline(parts, part, '|');) {
    if (std::all_of(part.begin(), part.end(), is_lower)) words.push_back(part);
  }
  return words;
}

bool names_file(const std::string& value) { return value.starts_with("FILE") || value == "OUT"; }

}  // namespace squares
