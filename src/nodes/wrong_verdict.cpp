#include "nodes/wrong_verdict.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>

namespace squares {
namespace {

using Partners = std::map<std::uint32_t, std::set<std::uint32_t>>;

// Nodes with whom each had wrong values: itself, where nobody else was there.
Partners partners_of(const std::vector<WrongValue>& wrong, const std::set<std::uint32_t>& named) {
  Partners partners;
  for (const WrongValue& one : wrong) {
    if (named.contains(one.node) || named.contains(one.peer)) continue;
    partners[one.node].insert(one.peer);
    partners[one.peer].insert(one.node);
  }
  return partners;
}

// The one with more partners than any other, and more than one of them.
std::set<std::uint32_t> blamed(const std::vector<WrongValue>& wrong) {
  std::set<std::uint32_t> named;
  for (const WrongValue& one : wrong) {
    if (one.node == one.peer) named.insert(one.node);
  }
  for (;;) {
    const Partners partners = partners_of(wrong, named);
    const auto fewer = [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); };
    const auto most = std::max_element(partners.begin(), partners.end(), fewer);
    if (most == partners.end() || most->second.size() < 2) return named;
    const std::size_t number = most->second.size();
    if (std::count_if(partners.begin(), partners.end(), [&](const auto& one) { return one.second.size() == number; }) >
        1)
      return named;
    named.insert(most->first);
  }
}

}  // namespace

std::vector<WrongFinding> wrong_findings(const NodesResult& result) {
  const std::set<std::uint32_t> named = blamed(result.wrong);
  std::vector<WrongFinding> found;
  for (const WrongValue& one : result.wrong) {
    WrongFinding finding{.first = one, .times = 1, .node = {}};
    for (const std::uint32_t end : {one.peer, one.node}) {
      if (named.contains(end)) finding.node = end;
    }
    const auto same = std::find_if(found.begin(), found.end(), [&](const WrongFinding& other) {
      if (other.first.figure != one.figure || other.node != finding.node) return false;
      return finding.node || (other.first.node == one.node && other.first.peer == one.peer);
    });
    if (same == found.end())
      found.push_back(finding);
    else
      ++same->times;
  }
  return found;
}

}  // namespace squares
