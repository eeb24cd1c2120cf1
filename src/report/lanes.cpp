#include "report/lanes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace squares {
namespace {

// Adds events such that they do not overlap, whatever the clocks say: one that would begins later, and is as long.
class EventList {
 public:
  EventList(std::vector<Event>& events, double begin_s) : events_(events), at_(begin_s) {}

  void add(Activity activity, double begin_s, double seconds, std::uint64_t blocks = 0, std::uint64_t first_block = 0) {
    begin_s = std::max(begin_s, at_);
    const double end_s = begin_s + seconds;
    if (!(end_s > begin_s) || !std::isfinite(end_s)) return;
    events_.push_back({activity, begin_s, end_s, blocks, first_block});
    at_ = end_s;
  }

 private:
  std::vector<Event>& events_;
  double at_;
};

double or_zero(double seconds) { return std::isfinite(seconds) ? std::max(0.0, seconds) : 0; }

// A resumed run compares what it found before it stores, and that is a part of its check, too: it lasts until the first
// block is begun, `first_s` after the launch.
std::vector<NamedSpan> spans_of(const RunResult& result, double begin_s, double first_s) {
  const Phases& took = result.phases;
  const double recheck_s =
      result.attempt > 1 ? std::clamp(first_s - or_zero(took.create_s), 0.0, or_zero(took.check_s)) : 0;
  std::vector<NamedSpan> spans;
  const auto add = [&](const char* name, double seconds) {
    spans.push_back({name, begin_s, begin_s + seconds});
    begin_s += seconds;
  };
  for (const Phase& phase : phases()) {
    if (phase.seconds == &Phases::store_s && recheck_s > 0) add("recheck", recheck_s);
    add(phase.name, or_zero(took.*phase.seconds) - (phase.seconds == &Phases::check_s ? recheck_s : 0));
  }
  return spans;
}

// `launched_s`: the zero of the clock of the stretches.
void add_blocks(const std::vector<Stretch>& stretches, double launched_s, bool has_team, EventList& main,
                EventList& team) {
  EventList& computing = has_team ? team : main;
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    const Stretch& now = stretches[i];
    const double begin_s = launched_s + now.start_s;
    computing.add(Activity::compute, begin_s, now.compute_s, now.blocks, now.first_block);
    const bool goes_on = has_team && i + 1 < stretches.size();
    const double write_s = goes_on ? launched_s + stretches[i + 1].start_s : begin_s + or_zero(now.compute_s);
    main.add(Activity::write, write_s, now.write_s, now.blocks, now.first_block);
  }
}

double end_of(const std::vector<Stretch>& stretches) {
  double end_s = 0;
  for (const Stretch& stretch : stretches) {
    end_s = std::max(end_s, stretch.start_s + stretch.compute_s + stretch.write_s);
  }
  return end_s;
}

// When the first block of an attempt was begun; 0 where it had none.
double begin_of(const Timeline& timeline, std::uint32_t attempt) {
  double first_s = std::numeric_limits<double>::infinity();
  for (const auto& [who, stretches] : timeline) {
    if (who.first == attempt && !stretches.empty()) first_s = std::min(first_s, stretches.front().start_s);
  }
  return std::isfinite(first_s) ? first_s : 0;
}

// Where each attempt begins.
std::map<std::uint32_t, double> begins_of(const Timeline& timeline, std::uint32_t last) {
  std::map<std::uint32_t, double> extents{{last, 0}};
  for (const auto& [who, stretches] : timeline) {
    double& extent_s = extents[who.first];
    extent_s = std::max(extent_s, end_of(stretches));
  }
  double begin_s = 0;
  for (auto& [attempt, extent_s] : extents) begin_s += std::exchange(extent_s, begin_s);
  return extents;
}

}  // namespace

NamedSpan span_named(const std::string& name, const std::vector<NamedSpan>& spans) {
  const auto found = std::find_if(spans.begin(), spans.end(), [&](const NamedSpan& span) { return name == span.name; });
  return found == spans.end() ? NamedSpan{"", 0, 0} : *found;
}

Lanes lanes_of(const RunFile& run) {
  const RunResult& result = run.result;
  std::map<std::uint32_t, double> begins = begins_of(run.timeline, result.attempt);
  Lanes lanes;
  lanes.phases = spans_of(result, begins[result.attempt], begin_of(run.timeline, result.attempt));
  for (const RankReport& rank : result.ranks) {
    const bool is_last = rank.attempt == result.attempt;
    const double launched_s = is_last ? span_named("launch", lanes.phases).end_s : begins[rank.attempt];
    Lane lane{.attempt = rank.attempt, .rank = rank.rank, .threads = rank.threads, .host = rank.host.str()};
    EventList main(lane.main, launched_s), team(lane.team, launched_s);
    if (const auto found = run.timeline.find({rank.attempt, rank.rank}); found != run.timeline.end()) {
      for (const Stretch& stretch : found->second) lanes.is_thinned |= stretch.blocks > 1;
      add_blocks(found->second, launched_s, rank.threads > 1, main, team);
    }
    if (rank.attempt == 1 && is_last)
      main.add(Activity::check, span_named("check", lanes.phases).begin_s, or_zero(rank.check_s));
    lanes.lanes.push_back(std::move(lane));
  }
  std::stable_sort(lanes.lanes.begin(), lanes.lanes.end(), [](const Lane& a, const Lane& b) {
    return std::pair(a.attempt, a.rank) < std::pair(b.attempt, b.rank);
  });
  return lanes;
}

}  // namespace squares
