#include "cli/option_values.hpp"

#include <boost/algorithm/string/split.hpp>

#include "core/plan.hpp"

namespace squares {

std::uint32_t parse_threads(const std::string& text, const std::string& where) {
  if (text == "auto") return threads_auto;
  const std::uint64_t threads = parse_integer(text, where);
  constexpr std::uint64_t most = 4096;
  if (threads == 0 || threads > most) {
    throw Error(Exit::usage, "a team of " + std::to_string(threads) + " threads", where,
                "give a number from 1 to " + std::to_string(most) + ", or auto");
  }
  return static_cast<std::uint32_t>(threads);
}

double parse_patience(const std::string& text, const std::string& where) {
  const double seconds = parse_duration(text, where);
  if (seconds < 1) throw Error(Exit::usage, "a patience below one second", where, "give at least 1s");
  return seconds;
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  boost::algorithm::split(parts, text, [separator](char c) { return c == separator; });
  return parts;
}

}  // namespace squares
