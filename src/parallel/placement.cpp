#include "parallel/placement.hpp"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

namespace squares {
namespace {

// "0-3,8"
std::string list_of(const cpu_set_t& mask) {
  std::string list;
  for (std::size_t first = 0; first < CPU_SETSIZE; ++first) {
    if (!CPU_ISSET(first, &mask)) continue;
    std::size_t last = first;
    while (last + 1 < CPU_SETSIZE && CPU_ISSET(last + 1, &mask)) ++last;
    list += (list.empty() ? "" : ",") + std::to_string(first);
    if (last > first) list += "-" + std::to_string(last);
    first = last;
  }
  return list;
}

}  // namespace

Introduction introduce() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  cpu_set_t mask;
  CPU_ZERO(&mask);
  sched_getaffinity(0, sizeof mask, &mask);
  return {.host = std::string(host.data()),
          .pid = static_cast<std::uint64_t>(getpid()),
          .processors = static_cast<std::uint32_t>(std::max(1, CPU_COUNT(&mask))),
          .cpus = list_of(mask)};
}

std::vector<std::uint32_t> team_sizes(std::uint32_t threads, std::span<const Introduction> ranks) {
  if (threads != threads_auto) return std::vector(ranks.size(), threads);
  const auto place = [](const Introduction& rank) { return std::pair(rank.host.str(), rank.cpus.str()); };
  std::map<std::pair<std::string, std::string>, std::uint32_t> sharing;
  for (const Introduction& rank : ranks) ++sharing[place(rank)];
  std::vector<std::uint32_t> sizes;
  sizes.reserve(ranks.size());
  for (const Introduction& rank : ranks) {
    sizes.push_back(std::max<std::uint32_t>(1, rank.processors / sharing[place(rank)]));
  }
  return sizes;
}

}  // namespace squares
