// The values of options that more than one command has, and the settings that read them.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "cli/settings.hpp"
#include "core/error.hpp"
#include "core/parse.hpp"

namespace squares {

constexpr const char* range_group = "The range";
constexpr const char* work_group = "The work";
constexpr const char* file_group = "The file";

using Text = const std::string&;

// All throw Error(usage).
std::uint32_t parse_threads(Text text, Text where);  // threads_auto for "auto"
double parse_patience(Text text, Text where);        // in seconds

// What lies between the separators: one text more than there are of these.
std::vector<std::string> split(Text text, char separator);

template <class Choice, std::size_t N>
Choice choose(const std::array<std::pair<const char*, Choice>, N>& choices, Text text, Text where) {
  std::string known;
  for (const auto& [name, choice] : choices) {
    if (text == name) return choice;
    known += (known.empty() ? "" : ", ") + std::string(name);
  }
  throw Error(Exit::usage, "'" + text + "' is none of its values", where, "choose one of " + known);
}

// "compute,store"; what is named twice is chosen once.
template <class Choice, std::size_t N>
std::vector<Choice> choose_some(const std::array<std::pair<const char*, Choice>, N>& choices, Text text, Text where) {
  std::vector<Choice> chosen;
  for (const std::string& word : split(text, ',')) {
    const Choice choice = choose(choices, word, where);
    if (std::find(chosen.begin(), chosen.end(), choice) == chosen.end()) chosen.push_back(choice);
  }
  return chosen;
}

// The settings of which several commands have the same.
template <class Options>
constexpr Setting<Options> threads_setting(const char* help) {
  return {{"threads", "N|auto", help, work_group}, [](Options& o, Text t, Text w) { o.threads = parse_threads(t, w); }};
}
template <class Options>
constexpr Setting<Options> patience_setting(const char* help) {
  return {{"patience", "DURATION", help, work_group},
          [](Options& o, Text t, Text w) { o.patience_s = parse_patience(t, w); }};
}
template <class Options>
constexpr Setting<Options> output_setting(const char* help) {
  return {{"output", "FILE", help, file_group}, [](Options& o, Text t, Text) { o.output = t; }};
}
template <class Options>
constexpr Setting<Options> force_setting(const char* help) {
  return {{"force", "", help, file_group}, [](Options& o, Text t, Text w) { o.force = parse_bool(t, w); }};
}
template <class Options>
constexpr Setting<Options> json_setting(const char* help = "one JSON document on stdout, no tables") {
  return {{"json", "", help, show_group}, [](Options& o, Text t, Text w) { o.json = parse_bool(t, w); }};
}
template <class Options>
constexpr Setting<Options> quiet_setting(const char* help) {
  return {{"quiet", "", help, show_group}, [](Options& o, Text t, Text w) { o.quiet = parse_bool(t, w); }};
}

}  // namespace squares
