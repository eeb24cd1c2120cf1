#include "record/verify.hpp"

#include <algorithm>

namespace squares {
namespace {

void add(std::vector<Range>& ranges, std::uint64_t first, std::uint64_t last) {
  ranges.push_back({first, last - first + 1});
}

}  // namespace

Exit FileVerdict::exit() const {
  if (error) return error->code;
  if (reopened) return Exit::stopped;
  if (is_wrong()) return Exit::wrong_value;
  return counts.open_blocks > 0 || facts.head.complete == 0 ? Exit::stopped : Exit::done;
}

Exit VerifyResult::exit() const {
  std::vector<Exit> exits;
  for (const FileVerdict& file : files) exits.push_back(file.exit());
  if (cover && !cover->holds()) exits.push_back(Exit::wrong_value);
  for (const Exit worst : {Exit::wrong_value, Exit::io, Exit::no_input, Exit::cannot_create, Exit::stopped}) {
    if (std::find(exits.begin(), exits.end(), worst) != exits.end()) return worst;
  }
  const auto other = std::find_if(exits.begin(), exits.end(), [](Exit exit) { return exit != Exit::done; });
  return other == exits.end() ? Exit::done : *other;
}

Cover cover_of(Range range, const std::vector<FileVerdict>& files) {
  Cover cover{.range = range, .gaps = {}, .overlaps = {}};
  std::vector<Range> parts;
  for (const FileVerdict& file : files) {
    if (!file.error) parts.push_back(file.facts.head.plan.range);
  }
  std::sort(parts.begin(), parts.end(), [](const Range& a, const Range& b) { return a.first < b.first; });
  std::uint64_t next = range.first;  // all below is covered
  bool ended = false;                // and so is everything
  for (const Range& part : parts) {
    if (part.last() < range.first || part.first > range.last()) continue;
    if (!ended && part.first > next) add(cover.gaps, next, part.first - 1);
    const std::uint64_t inside = std::max(part.first, range.first);
    const std::uint64_t last = std::min(part.last(), range.last());
    if (ended || inside < next) add(cover.overlaps, inside, ended ? last : std::min(last, next - 1));
    if (!ended && last >= next) {
      ended = last == range.last();
      next = last + (ended ? 0 : 1);
    }
  }
  if (!ended) add(cover.gaps, next, range.last());
  return cover;
}

}  // namespace squares
