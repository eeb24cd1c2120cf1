#include "system/shell_words.hpp"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <string_view>

#include "core/error.hpp"
#include "core/utf8.hpp"

namespace squares {
namespace {

// Whether a terminal or a document could not show it: control characters, and bytes that are no UTF-8.
bool needs_escapes(std::string_view word) {
  while (!word.empty()) {
    const auto first = static_cast<unsigned char>(word.front());
    const std::size_t bytes = bytes_of_letter(word);
    const bool is_control =
        first < ' ' || first == 0x7f || (first == 0xc2 && static_cast<unsigned char>(word[1]) < 0xa0);
    if (bytes == 0 || is_control) return true;
    word.remove_prefix(bytes);
  }
  return false;
}

// $'caf\351', as bash, zsh, ksh and POSIX of 2024 read it.
std::string escaped_word(const std::string& word) {
  std::string text = "$'";
  for (const char letter : word) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte < ' ' || byte >= 0x7f) {
      for (const unsigned shift : {6U, 3U, 0U}) {
        if (shift == 6) text += '\\';
        text += static_cast<char>('0' + (byte >> shift & 7U));
      }
    } else {
      if (letter == '\\' || letter == '\'') text += '\\';
      text += letter;
    }
  }
  return text + "'";
}

bool is_blank(char letter) { return letter == ' ' || letter == '\t' || letter == '\n'; }

// Whether anything is left.
bool skip_blanks(std::string_view& rest) {
  while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
  return !rest.empty();
}

char take(std::string_view& rest) {
  const char letter = rest.front();
  rest.remove_prefix(1);
  return letter;
}

// What a backslash in $'…' stands before: an octal number, or a letter that means itself.
char take_escape(std::string_view& rest) {
  const auto is_octal = [&] { return !rest.empty() && rest.front() >= '0' && rest.front() <= '7'; };
  if (!is_octal()) return take(rest);
  int byte = 0;
  for (int digits = 0; digits < 3 && is_octal(); ++digits) byte = 8 * byte + (take(rest) - '0');
  return static_cast<char>(byte);
}

// A letter, or what stands between quotes. False if these do not end.
bool take_piece(std::string_view& rest, std::string& word) {
  const bool has_escapes = rest.starts_with("$'");
  if (has_escapes) rest.remove_prefix(1);
  const char quote = take(rest);
  if (quote == '\\' && !rest.empty()) {
    word += take(rest);
    return true;
  }
  if (quote != '\'' && quote != '"') {
    word += quote;
    return true;
  }
  while (!rest.empty()) {
    const char letter = take(rest);
    if (letter == quote) return true;
    const bool escapes = letter == '\\' && !rest.empty() &&
                         (has_escapes || (quote == '"' && std::strchr("\"\\$`", rest.front()) != nullptr));
    word += escapes ? take_escape(rest) : letter;
  }
  return false;
}

}  // namespace

std::string quoted(const std::string& word) {
  if (needs_escapes(word)) return escaped_word(word);
  const auto is_plain = [](unsigned char c) {
    return std::isalnum(c) != 0 || c >= 0x80 || (c != 0 && std::strchr("-_=+,./:%@^", c) != nullptr);
  };
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? R"('\'')" : std::string(1, c);
  return text + "'";
}

std::string quoted_file(const std::string& path) { return quoted(path.starts_with('-') ? "./" + path : path); }

std::vector<std::string> split_words(const std::string& line, const std::string& where) {
  std::vector<std::string> words;
  for (std::string_view rest = line; skip_blanks(rest);) {
    words.emplace_back();
    while (!rest.empty() && !is_blank(rest.front())) {
      if (!take_piece(rest, words.back())) {
        throw Error(Exit::usage, "a quote does not end: " + line, where, "close it");
      }
    }
  }
  return words;
}

std::string joined(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + quoted(word);
  return line;
}

}  // namespace squares
