// What an option and a command are: the entries of the table that parsing, help, man pages and completion read.
#pragma once

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/parse.hpp"

namespace squares {

using Texts = std::vector<std::string>;

// What an option takes, and where that goes.
struct Value {
  std::string placeholder;                                          // what stands for it in the help; "" for a flag
  std::function<void(const Texts&, const std::string& where)> set;  // throws Error(usage)
  Texts words = {};                                                 // that may be typed, as far as they can be listed
  bool is_file = false;
  bool takes_many = false;  // as in --to a.h5 b.h5

  [[nodiscard]] bool is_flag() const { return placeholder.empty(); }
};

struct Option {
  std::string name;  // --name, SQUARES_NAME, name = …
  Value value;
  std::string help;
  std::string group;
  std::string letter = {};  // -h
};

// Two options that cannot both be meant, by name; an operand by its placeholder.
struct Contradiction {
  std::string one, other;
  std::string remedy;
};

struct CommandEntry {
  std::string name;     // as it is typed after `squares`
  std::string summary;  // what it does, in a list of commands
  std::string about;    // the same at length, in lines
  std::vector<Option> options;
  std::optional<Option> operands = std::nullopt;  // named by their placeholder
  bool needs_operands = false;
  std::vector<Contradiction> contradictions = {};
  std::vector<std::pair<std::string, Exit>> exit_codes = {};  // with what they mean

  [[nodiscard]] const Option* find(const std::string& option) const;  // or operands; null: there is none
};

Texts names_of(const std::vector<CommandEntry>& commands);

// What `parse` makes of a text; of an option that is given twice, of the last.
template <class Target, class Parse>
Value parsed(std::string placeholder, Target& into, Parse parse) {
  return {.placeholder = std::move(placeholder),
          .set = [&into, parse](const Texts& typed, const std::string& where) { into = parse(typed.back(), where); }};
}

inline Value flag(bool& into) { return parsed("", into, parse_bool); }

template <class Target>
Value file(Target& into, std::string placeholder = "FILE") {
  Value value = parsed(std::move(placeholder), into, [](const std::string& path, const std::string&) { return path; });
  value.is_file = true;
  return value;
}

inline Value all_of(Texts& into, std::string placeholder) {
  return {.placeholder = std::move(placeholder),
          .set = [&into](const Texts& typed, const std::string&) { into = typed; },
          .takes_many = true};
}

inline Value files(Texts& into) {
  Value value = all_of(into, "FILE");
  value.is_file = true;
  return value;
}

// A choice with the word for it.
template <class Choice>
using Choices = std::vector<std::pair<std::string, Choice>>;

template <class Choice>
Texts words_of(const Choices<Choice>& choices) {
  Texts words;
  for (const auto& [word, choice] : choices) words.push_back(word);
  return words;
}

template <class Choice>
Choice choose(const Choices<Choice>& choices, const std::string& text, const std::string& where) {
  for (const auto& [word, choice] : choices) {
    if (text == word) return choice;
  }
  throw Error(Exit::usage, "'" + text + "' is none of its values", where,
              "choose one of " + boost::algorithm::join(words_of(choices), ", "));
}

// "block|cyclic|dynamic"
template <class Choice>
Value one_of(Choice& into, Choices<Choice> choices) {
  const Texts words = words_of(choices);
  Value value =
      parsed(boost::algorithm::join(words, "|"), into,
             [choices](const std::string& text, const std::string& where) { return choose(choices, text, where); });
  value.words = words;
  return value;
}

// "compute,store"; what is named twice is chosen once.
template <class Choice>
Value some_of(std::vector<Choice>& into, Choices<Choice> choices) {
  Value value = parsed("KIND,…", into, [choices](const std::string& text, const std::string& where) {
    std::vector<Choice> chosen;
    for (const std::string& word : split(text, ',')) {
      const Choice choice = choose(choices, word, where);
      if (std::find(chosen.begin(), chosen.end(), choice) == chosen.end()) chosen.push_back(choice);
    }
    return chosen;
  });
  value.words = words_of(choices);
  return value;
}

}  // namespace squares
