#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string_view>

#include "cli/options.hpp"

namespace squares {
namespace {

std::optional<std::string> variable_of_this_process(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::optional<std::string> content_of(const std::string& path) {
  std::ifstream file(path);
  try {
    std::string content(std::istreambuf_iterator<char>(file), {});
    return file ? std::optional(content) : std::nullopt;
  } catch (const std::ios_base::failure&) {  // a folder can be opened, and not read
    return std::nullopt;
  }
}

}  // namespace

Surroundings surroundings_of_this_process() {
  Surroundings surroundings{.variable = variable_of_this_process, .file = content_of, .variables = {}};
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    if (text.starts_with("SQUARES_")) surroundings.variables.emplace_back(text.substr(0, text.find('=')));
  }
  return surroundings;
}

}  // namespace squares
