#include "cli/config_file.hpp"

#include <algorithm>
#include <boost/algorithm/string/trim.hpp>
#include <optional>
#include <sstream>

#include "cli/suggest.hpp"
#include "core/error.hpp"

namespace squares {
namespace {

using boost::algorithm::trim_copy;

bool is_comment(const std::string& text) { return text.starts_with('#') || text.starts_with(';'); }

// Up to a comment.
std::string plain_value(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_comment(text.substr(i, 1)) && (i == 0 || text[i - 1] == ' ' || text[i - 1] == '\t')) {
      return trim_copy(text.substr(0, i));
    }
  }
  return text;
}

// What is between the quotes; nothing where they do not enclose all of it.
std::optional<std::string> quoted_value(const std::string& text) {
  const auto end = text.find(text.front(), 1);
  if (end == std::string::npos) return std::nullopt;
  const std::string rest = trim_copy(text.substr(end + 1));
  return rest.empty() || is_comment(rest) ? std::optional(text.substr(1, end - 1)) : std::nullopt;
}

std::string value_of(const std::string& text, const std::string& where) {
  if (!text.starts_with('"') && !text.starts_with('\'')) return plain_value(text);
  if (const auto value = quoted_value(text)) return *value;
  throw Error(Exit::usage, "a quotation mark has no other at the end of the value", where,
              "write option = \"value\", or leave the marks out");
}

}  // namespace

std::map<std::string, ConfigValue> parse_config(const std::string& content, const std::string& path,
                                                const std::vector<std::string>& known) {
  std::map<std::string, ConfigValue> values;
  std::istringstream lines(content);
  int number = 0;
  for (std::string raw; std::getline(lines, raw);) {
    const std::string where = path + ", line " + std::to_string(++number);
    const std::string line = trim_copy(raw);
    if (line.empty() || is_comment(line)) continue;
    const auto equals = line.find('=');
    const bool is_alone = equals == std::string::npos;
    const std::string name = is_alone ? plain_value(line) : trim_copy(line.substr(0, equals));
    if (line.starts_with('[')) {
      throw Error(Exit::usage, "a section, '" + line + "', in a file that has none", where,
                  "write option = value; one list of options serves all commands");
    }
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      throw Error(Exit::usage, "unknown option '" + name + "'", where,
                  did_you_mean(name, known, "") + "squares help COMMAND lists them");
    }
    values[name] = {is_alone ? "true" : value_of(trim_copy(line.substr(equals + 1)), where), where + ", " + name};
  }
  return values;
}

}  // namespace squares
