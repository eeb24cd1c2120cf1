#include "report/format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace squares {

constexpr std::size_t columns = 80;  // of a terminal

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, ",");
  return text;
}

namespace {

// Scales by `step` as often as needed, so that fewer digits than four are before the point, also after rounding.
std::string scaled(double value, double step, const char*& unit) {
  const auto text = [&] { return fmt::format("{:.{}f}", value, value < 9.95 ? 1 : 0); };
  while (value >= step - 0.5 && unit[1] != '\0') {
    value /= step;
    ++unit;
  }
  return text();
}

}  // namespace

std::string human_bytes(std::uint64_t bytes) {
  if (bytes < 1024) return plural(bytes, "byte");
  const char* unit = "KMGTPE";
  const std::string number = scaled(static_cast<double>(bytes) / 1024, 1024, unit);
  return fmt::format("{} {}iB", number, *unit);
}

std::string human_count(std::uint64_t number) {
  const char* unit = " kMGTPE";
  if (number < 1000) return std::to_string(number);
  const std::string text = scaled(static_cast<double>(number), 1000, unit);
  return fmt::format("{} {}", text, *unit);
}

std::string human_rate(double per_second, const char* of) {
  const char* unit = " kMGTPE";
  const std::string number = scaled(per_second, 1000, unit);
  const std::string prefix(*unit == ' ' ? 0 : 1, *unit);
  const bool word = of[1] != '\0';
  return fmt::format("{} {}{}{}/s", number, prefix, word && !prefix.empty() ? " " : "", of);
}

std::string human_duration(double seconds) {
  const auto whole = static_cast<std::uint64_t>(std::llround(std::ceil(seconds)));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

std::string wrapped(const std::string& text) {
  std::string lines;
  std::string line;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t newline = std::min(text.find('\n', begin), text.size());
    line = text.substr(begin, newline - begin);
    while (line.size() > columns) {
      const std::size_t space = line.rfind(' ', columns);
      if (space == std::string::npos || space < 3) break;
      lines += line.substr(0, space) + "\n";
      line = "  " + line.substr(space + 1);
    }
    lines += line + (newline < text.size() ? "\n" : "");
    begin = newline + 1;
  }
  return lines;
}

std::string hanging(const std::string& text, std::size_t indent) {
  std::string lines, line;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    if (!line.empty() && indent + line.size() + 1 + word.size() > columns) {
      lines += line + "\n" + std::string(indent, ' ');
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
    begin = end + 1;
  }
  return lines + line;
}

std::string plural(std::uint64_t count, const std::string& noun) {
  return grouped(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace squares
