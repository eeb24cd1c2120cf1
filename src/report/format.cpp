#include "report/format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace squares {

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, ",");
  return text;
}

namespace {

// Goes on to the next of the `unit`s until less than a `step` is left, also after rounding.
std::string scaled(double value, double step, const char*& unit) {
  while (value >= step - 0.5 && unit[1] != '\0') {
    value /= step;
    ++unit;
  }
  return fmt::format("{:.{}f}", value, value < 9.95 ? 1 : 0);
}

// Breaks a line at spaces, where `used` columns are taken before it, and `indent` blanks before each further one. A
// word that is too long gets a line of its own.
std::string broken(std::string line, std::size_t used, std::size_t indent) {
  std::string lines;
  while (used + line.size() > terminal_columns) {
    const std::size_t begin = std::min(line.find_first_not_of(' '), line.size());
    std::size_t space = line.rfind(' ', terminal_columns - used);
    if (space == std::string::npos || space < begin) space = line.find(' ', std::max(begin, terminal_columns - used));
    if (space == std::string::npos) break;
    lines += line.substr(0, space) + "\n" + std::string(indent, ' ');
    line.erase(0, space + 1);
    used = indent;
  }
  return lines + line;
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

std::string human_time(double seconds) {
  if (seconds >= 9.95) return human_duration(seconds);
  const bool is_s = seconds >= 0.9995, is_ms = seconds >= 0.9995e-3;
  const double number = seconds * (is_s ? 1 : is_ms ? 1e3 : 1e6);
  return fmt::format("{:.{}f} {}", number, number < 9.95 ? 1 : 0, is_s ? "s" : is_ms ? "ms" : "us");
}

std::string percent(double ratio) {
  return ratio < 10 ? fmt::format("{:+.1f} %", 100 * (ratio - 1)) : fmt::format("{:.0f} times", ratio);
}

std::string wrapped(const std::string& text) {
  std::string lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t newline = std::min(text.find('\n', begin), text.size());
    lines += broken(text.substr(begin, newline - begin), 0, 2) + (newline < text.size() ? "\n" : "");
    begin = newline + 1;
  }
  return lines;
}

std::string hanging(const std::string& text, std::size_t indent) { return broken(text, indent, indent); }

std::string printable(std::string text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte < ' ' && byte != '\n') || byte == 0x7f) text[i] = '?';
    // U+0080 to U+009F are control characters, too.
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : ' ');
    if (byte == 0xc2 && next >= 0x80 && next < 0xa0) text.replace(i, 2, "?");
  }
  return text;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string plural(std::uint64_t count, const std::string& noun) {
  return grouped(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string layout_text(const Layout& layout) { return fmt::format("{} × {}", layout.ranks, layout.threads); }

std::string layout_words(const Layout& layout) {
  return fmt::format("{} with {}{}", plural(layout.ranks, "rank"), plural(layout.threads, "thread"),
                     layout.ranks > 1 ? " each" : "");
}

std::string confidence_text(double confidence, const std::string& remedy) {
  return fmt::format("intervals: of the median, {:.0f} % {}", 100 * confidence,
                     confidence < 0.93 ? "only; " + remedy : "confidence, whatever the distribution");
}

}  // namespace squares
