#include "cli/option.hpp"

namespace squares {

const Option* CommandEntry::find(const std::string& option) const {
  if (operands && operands->name == option) return &*operands;
  const auto found =
      std::find_if(options.begin(), options.end(), [&](const Option& one) { return one.name == option; });
  return found == options.end() ? nullptr : &*found;
}

Texts names_of(const std::vector<CommandEntry>& commands) {
  Texts names;
  for (const CommandEntry& command : commands) names.push_back(command.name);
  return names;
}

}  // namespace squares
