#include "system/shell_words.hpp"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <string_view>

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

std::string joined(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + quoted(word);
  return line;
}

}  // namespace squares
