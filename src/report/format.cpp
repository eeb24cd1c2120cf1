#include "report/format.hpp"

#include <fmt/format.h>

#include <cmath>

namespace squares {

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, ",");
  return text;
}

std::string human_bytes(std::uint64_t bytes) {
  if (bytes < 1024) return plural(bytes, "byte");
  auto size = static_cast<double>(bytes);
  const char* unit = "KMGTPE";
  for (size /= 1024; size >= 1024; size /= 1024) ++unit;
  return fmt::format("{:.{}f} {}iB", size, size < 10 ? 1 : 0, *unit);
}

std::string human_rate(double per_second, const char* of) {
  const char* unit = " kMGTPE";
  while (per_second >= 1000 && unit[1] != '\0') {
    per_second /= 1000;
    ++unit;
  }
  const std::string prefix(*unit == ' ' ? 0 : 1, *unit);
  const bool word = of[1] != '\0';
  return fmt::format("{:.{}f} {}{}{}/s", per_second, per_second < 10 ? 1 : 0, prefix,
                     word && !prefix.empty() ? " " : "", of);
}

std::string human_duration(double seconds) {
  const auto whole = static_cast<std::uint64_t>(std::llround(std::ceil(seconds)));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

std::string plural(std::uint64_t count, const std::string& noun) {
  return grouped(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace squares
