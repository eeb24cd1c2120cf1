#include "system/environment.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace squares {

std::optional<std::string> variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::vector<std::pair<std::string_view, std::string_view>> variables() {
  std::vector<std::pair<std::string_view, std::string_view>> all;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text(*variable);
    const std::size_t end = std::min(text.find('='), text.size());
    all.emplace_back(text.substr(0, end), text.substr(std::min(end + 1, text.size())));
  }
  return all;
}

}  // namespace squares
