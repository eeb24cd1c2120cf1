#include "system/allocation.hpp"

#include <algorithm>
#include <limits>

#include "core/error.hpp"
#include "core/parse.hpp"

namespace squares {
namespace {

// Of "72(x2)"; 0 if it is none.
Allocation one_of(const std::string& item) {
  const auto times = item.find("(x");
  const std::string processors = item.substr(0, times);
  const bool is_alone = times == std::string::npos;
  const std::string nodes = is_alone ? "1" : item.substr(times + 2, item.size() - times - 3);
  constexpr std::size_t most_digits = 5;  // no machine has more
  const auto number = [](const std::string& text) {
    return is_number(text) && text.size() <= most_digits ? static_cast<std::uint32_t>(std::stoul(text)) : 0U;
  };
  return {number(nodes), is_alone || item.ends_with(')') ? number(processors) : 0};
}

}  // namespace

std::optional<Allocation> allocation_of(const std::string& cpus_per_node) {
  Allocation all{.nodes = 0, .processors = std::numeric_limits<std::uint32_t>::max()};
  for (const std::string& item : split(cpus_per_node, ',')) {
    const Allocation some = one_of(item);
    if (some.nodes == 0 || some.processors == 0) return std::nullopt;
    all.nodes += some.nodes;
    all.processors = std::min(all.processors, some.processors);
  }
  return all;
}

}  // namespace squares
