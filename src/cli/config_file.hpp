// The config file: a flat list of `option = value`, one for all commands.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace squares {

struct ConfigValue {
  std::string text;
  std::string where;  // "my.ini, line 3"
};

// By name of the option; of one that is there twice, the last counts. A name alone is a flag that is on. `#` or `;`
// begins a comment, at the begin of a line or after a space; "…" or '…' keeps both, and spaces, in a value. `known`
// names all options that may stand there; throws Error(usage) for others, and for what is no such line.
std::map<std::string, ConfigValue> parse_config(const std::string& content, const std::string& path,
                                                const std::vector<std::string>& known);

}  // namespace squares
