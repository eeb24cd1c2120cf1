#include <cstddef>
#include <fstream>
#include <optional>
#include <string>

#include "cli/options.hpp"
#include "system/environment.hpp"

namespace squares {
namespace {

// None where it cannot be read, as a folder that was opened, and where there is more than in any config file: /dev/zero
// has no end.
std::optional<std::string> content_of(const std::string& path) {
  constexpr std::size_t most_bytes = std::size_t{1} << 20;
  std::ifstream file(path);
  std::string content(most_bytes + 1, '\0');
  file.read(content.data(), static_cast<std::streamsize>(content.size()));
  if (!file.eof() || file.bad()) return std::nullopt;
  content.resize(static_cast<std::size_t>(file.gcount()));
  return content;
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
