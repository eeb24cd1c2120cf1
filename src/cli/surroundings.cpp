#include <fstream>
#include <iterator>

#include "cli/options.hpp"
#include "system/environment.hpp"

namespace squares {
namespace {

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
  Surroundings surroundings{.variable = variable, .file = content_of, .variables = {}};
  for (const auto& [name, value] : variables()) {
    if (name.starts_with("SQUARES_")) surroundings.variables.emplace_back(name);
  }
  return surroundings;
}

}  // namespace squares
