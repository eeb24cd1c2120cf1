// The variables of this process.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace squares {

std::optional<std::string> variable(const std::string& name);

// All of them, name and value, as long as none is changed.
std::vector<std::pair<std::string_view, std::string_view>> variables();

}  // namespace squares
