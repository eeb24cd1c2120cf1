#include "core/parse.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <limits>
#include <optional>
#include <utility>

#include "core/error.hpp"

namespace squares {
namespace {

constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();

[[noreturn]] void reject(std::string_view text, const std::string& why, const std::string& where) {
  throw Error(Exit::usage, "'" + std::string(text) + "' " + why, where,
              "give a whole number from 0 to 18446744073709551615, such as 1000000, 1_000_000, 1e6 or 4Mi");
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<std::uint64_t> times(std::uint64_t a, std::uint64_t b) {
  if (b != 0 && a > largest / b) return std::nullopt;
  return a * b;
}

std::optional<std::uint64_t> append_digit(std::uint64_t number, char digit) {
  const auto shifted = times(number, 10);
  const auto value = static_cast<std::uint64_t>(digit - '0');
  if (!shifted || *shifted > largest - value) return std::nullopt;
  return *shifted + value;
}

// What a unit such as "k" or "Gi" multiplies by.
std::optional<std::uint64_t> unit_factor(std::string_view unit) {
  if (unit.empty()) return 1;
  const auto exponent = std::string_view("kMGTPE").find(unit.front() == 'K' ? 'k' : unit.front());
  const bool binary = unit.size() == 2 && unit[1] == 'i';
  if (exponent == std::string_view::npos || (unit.size() != 1 && !binary)) return std::nullopt;
  std::uint64_t factor = 1;
  for (std::size_t i = 0; i <= exponent; ++i) factor *= binary ? 1024 : 1000;
  return factor;
}

// The run of digits at the front, single underscores between them allowed; takes it off `rest`.
std::string take_digits(std::string_view& rest) {
  std::string digits;
  std::size_t used = 0;
  while (used < rest.size()) {
    const bool joins =
        rest[used] == '_' && used > 0 && is_digit(rest[used - 1]) && used + 1 < rest.size() && is_digit(rest[used + 1]);
    if (is_digit(rest[used]))
      digits += rest[used];
    else if (!joins)
      break;
    ++used;
  }
  rest.remove_prefix(used);
  return digits;
}

}  // namespace

bool is_number(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> pieces;
  for (std::size_t end = 0; (end = text.find(separator)) != std::string_view::npos; text.remove_prefix(end + 1)) {
    pieces.emplace_back(text.substr(0, end));
  }
  pieces.emplace_back(text);
  return pieces;
}

std::uint64_t parse_integer(std::string_view text, const std::string& where) {
  std::string_view rest = text;
  if (!rest.empty() && rest.front() == '-') reject(text, "is negative", where);
  const std::string digits = take_digits(rest);
  if (digits.empty()) reject(text, "is no number", where);
  if (rest.starts_with('.') || rest.starts_with(',')) reject(text, "is not a whole number", where);

  std::optional<std::uint64_t> number = 0;
  for (const char digit : digits) {
    if (number) number = append_digit(*number, digit);
  }
  // An E alone is the unit.
  const bool has_exponent = (rest.starts_with('e') || rest.starts_with('E')) && rest.size() > 1 && rest[1] != 'i';
  if (has_exponent) {
    rest.remove_prefix(1);
    if (rest.starts_with('+')) rest.remove_prefix(1);
    if (rest.starts_with('-')) reject(text, "is not a whole number", where);
    const std::string exponent = take_digits(rest);
    if (exponent.empty() || !rest.empty()) reject(text, "is no number", where);
    const unsigned long zeros = exponent.size() > 4 ? 9999 : std::stoul(exponent);
    for (unsigned long i = 0; i < zeros && number && *number != 0; ++i) number = times(*number, 10);
  } else {
    const auto factor = unit_factor(rest);
    if (!factor) reject(text, "is no number", where);
    if (number) number = times(*number, *factor);
  }
  if (!number) reject(text, "is larger than 2^64 - 1", where);
  return *number;
}

bool parse_bool(std::string_view text, const std::string& where) {
  std::string word(text);
  std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return std::tolower(c); });
  constexpr std::array<std::pair<std::string_view, bool>, 8> words{{{"true", true},
                                                                    {"yes", true},
                                                                    {"on", true},
                                                                    {"1", true},
                                                                    {"false", false},
                                                                    {"no", false},
                                                                    {"off", false},
                                                                    {"0", false}}};
  for (const auto& [known, value] : words) {
    if (word == known) return value;
  }
  throw Error(Exit::usage, "'" + std::string(text) + "' is neither true nor false", where, "say true or false");
}

double parse_duration(std::string_view text, const std::string& where) {
  const auto refuse = [&] {
    throw Error(Exit::usage, "'" + std::string(text) + "' is no duration", where,
                "give a time such as 90, 0.5s, 55m, 1h30m or 2d");
  };
  constexpr std::array<std::pair<char, double>, 4> units{{{'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}}};
  double seconds = 0;
  auto unit = units.begin();  // the largest that may still come
  for (std::string_view rest = text; !rest.empty() || text.empty();) {
    std::string digits = take_digits(rest);
    if (digits.empty() || digits.size() > 9) refuse();
    if (rest.starts_with('.')) {
      rest.remove_prefix(1);
      digits += "." + take_digits(rest);
    }
    if (digits.size() > 100) refuse();  // std::stod throws for what is too near to zero
    const bool plain = rest.empty() && unit == units.begin();
    const char named = plain ? 's' : rest.empty() ? '\0' : rest.front();
    unit = std::find_if(unit, units.end(), [&](const auto& known) { return known.first == named; });
    if (unit == units.end()) refuse();
    seconds += std::stod(digits) * unit->second;
    if (plain) break;
    rest.remove_prefix(1);
    ++unit;
  }
  return seconds;
}

}  // namespace squares
