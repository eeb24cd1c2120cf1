#include "report/lanes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace squares {
namespace {

// Adds events to a lane such that they do not overlap, whatever the clocks say.
class LaneBuilder {
 public:
  explicit LaneBuilder(Lane& lane, double begin_s) : lane_(lane), at_(begin_s) {}

  void add(Activity activity, double begin_s, double end_s, std::uint64_t blocks = 0, std::uint64_t first_block = 0) {
    begin_s = std::max(begin_s, at_);
    if (!(end_s > begin_s)) return;
    lane_.events.push_back({activity, begin_s, end_s, blocks, first_block});
    at_ = end_s;
  }
  [[nodiscard]] double at_s() const { return at_; }
  void wait_until(double end_s) { add(Activity::wait, at_, end_s); }

 private:
  Lane& lane_;
  double at_;
};

double or_zero(double seconds) { return std::isfinite(seconds) ? std::max(0.0, seconds) : 0; }

// One attempt. Of all but the last nothing is known but when its blocks were begun.
struct Clock {
  double offset_s = 0;  // of its zero, the end of the launch, since the begin of the run
  bool has_phases = false;
  NamedSpan recheck{"recheck"}, store{"store"}, check{"check"};
};

// A resumed run compares what it found before it stores, and that is a part of its check, too: it lasts until the first
// block is begun, `first_s` on its clock.
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

// What is drawn of the last attempt: its lanes begin where the launch ends.
Clock clock_of(const std::vector<NamedSpan>& spans) {
  Clock clock{.offset_s = span_named("launch", spans).end_s, .has_phases = true};
  clock.store = span_named("store", spans);
  clock.check = span_named("check", spans);
  const NamedSpan recheck = span_named("recheck", spans);
  clock.recheck = {"recheck", clock.store.begin_s - (recheck.end_s - recheck.begin_s), clock.store.begin_s};
  return clock;
}

// One rank in one attempt.
struct Worker {
  RankReport report;
  std::vector<Stretch> stretches;
  std::vector<double> shares;  // of each thread of a team in its computing, 1 for the busiest; none for a team of one
};

double end_of_check(const Worker& worker, const Clock& clock) {
  const double recheck_s = clock.recheck.end_s - clock.recheck.begin_s;
  return std::min(clock.check.begin_s + or_zero(worker.report.check_s - recheck_s), clock.check.end_s);
}

void add_main(const Worker& worker, const Clock& clock, std::vector<Lane>& lanes) {
  Lane lane{.attempt = worker.report.attempt,
            .rank = worker.report.rank,
            .thread = 0,
            .host = worker.report.host.str(),
            .events = {}};
  LaneBuilder main(lane, clock.has_phases ? clock.recheck.begin_s : clock.offset_s);
  if (clock.has_phases) main.add(Activity::check, clock.recheck.begin_s, clock.recheck.end_s);
  const bool has_team = !worker.shares.empty();
  for (std::size_t i = 0; i < worker.stretches.size(); ++i) {
    const Stretch& now = worker.stretches[i];
    const double begin_s = clock.offset_s + now.start_s, computed_s = begin_s + now.compute_s;
    const bool is_last = i + 1 == worker.stretches.size();
    const double given_s = has_team && !is_last ? clock.offset_s + worker.stretches[i + 1].start_s : computed_s;
    const double write_s = std::max(given_s, main.at_s());  // one block after the other
    main.wait_until(has_team ? write_s : begin_s);
    if (!has_team) main.add(Activity::compute, begin_s, computed_s, now.blocks, now.first_block);
    main.add(Activity::write, write_s, write_s + now.write_s, now.blocks, now.first_block);
  }
  if (clock.has_phases) {
    main.wait_until(clock.store.end_s);
    const double checked_s = end_of_check(worker, clock);
    main.add(Activity::check, clock.check.begin_s, checked_s);
    if (checked_s > clock.check.begin_s) main.wait_until(clock.check.end_s);
  }
  lanes.push_back(std::move(lane));
}

void add_team(const Worker& worker, const Clock& clock, std::vector<Lane>& lanes) {
  for (std::size_t thread = 0; thread < worker.shares.size(); ++thread) {
    Lane lane{.attempt = worker.report.attempt,
              .rank = worker.report.rank,
              .thread = static_cast<std::uint32_t>(thread + 1),
              .host = worker.report.host.str(),
              .events = {}};
    LaneBuilder team(lane, clock.offset_s);
    for (std::size_t i = 0; i < worker.stretches.size(); ++i) {
      const Stretch& now = worker.stretches[i];
      const double begin_s = clock.offset_s + now.start_s;
      team.add(Activity::compute, begin_s, begin_s + now.compute_s * worker.shares[thread], now.blocks,
               now.first_block);
    }
    if (clock.has_phases) {
      team.add(Activity::check, clock.check.begin_s, end_of_check(worker, clock));
    }
    lanes.push_back(std::move(lane));
  }
}

using Workers = std::map<AttemptAndRank, Worker>;

constexpr std::size_t most_lanes = std::size_t{1} << 18;  // whatever number of threads a file claims

void add_shares(const RunResult& result, Workers& workers) {
  std::map<AttemptAndRank, double> most;
  for (const ThreadReport& thread : result.threads) {
    double& busiest = most[{thread.attempt, thread.rank}];
    busiest = std::max(busiest, or_zero(thread.busy_s));
  }
  const std::size_t most_in_team = most_lanes / std::max<std::size_t>(1, workers.size());
  for (auto& [who, worker] : workers) {
    if (worker.report.threads > 1) worker.shares.assign(std::min<std::size_t>(worker.report.threads, most_in_team), 1);
  }
  for (const ThreadReport& thread : result.threads) {
    const AttemptAndRank who{thread.attempt, thread.rank};
    const auto found = workers.find(who);
    if (found == workers.end() || thread.thread >= found->second.shares.size() || most[who] <= 0) continue;
    found->second.shares[thread.thread] = or_zero(thread.busy_s) / most[who];
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
double begin_of(const Workers& workers, std::uint32_t attempt) {
  double first_s = std::numeric_limits<double>::infinity();
  for (const auto& [who, worker] : workers) {
    if (who.first != attempt || worker.stretches.empty()) continue;
    first_s = std::min(first_s, worker.stretches.front().start_s);
  }
  return std::isfinite(first_s) ? first_s : 0;
}

}  // namespace

NamedSpan span_named(const std::string& name, const std::vector<NamedSpan>& spans) {
  const auto found = std::find_if(spans.begin(), spans.end(), [&](const NamedSpan& span) { return name == span.name; });
  return found == spans.end() ? NamedSpan{"", 0, 0} : *found;
}

Lanes lanes_of(const RunFile& run) {
  const RunResult& result = run.result;
  Workers workers;
  for (const RankReport& rank : result.ranks) workers[{rank.attempt, rank.rank}].report = rank;
  Lanes lanes;
  std::map<std::uint32_t, double> extents;  // of each attempt
  for (const auto& [who, stretches] : run.timeline) {
    const auto found = workers.find(who);
    if (found == workers.end()) continue;
    for (const Stretch& stretch : stretches) lanes.is_thinned |= stretch.blocks > 1;
    extents[who.first] = std::max(extents[who.first], end_of(stretches));
    found->second.stretches = stretches;
  }
  add_shares(result, workers);

  double begin_s = 0;
  std::map<std::uint32_t, double> begins;
  for (const auto& [attempt, extent_s] : extents) {
    begins[attempt] = begin_s;
    begin_s += extent_s;
  }
  const auto last = begins.find(result.attempt);
  const double last_begin_s = last == begins.end() ? begin_s : last->second;
  lanes.phases = spans_of(result, last_begin_s, begin_of(workers, result.attempt));
  const Clock last_clock = clock_of(lanes.phases);
  for (const auto& [who, worker] : workers) {
    const Clock clock = who.first == result.attempt ? last_clock : Clock{.offset_s = begins[who.first]};
    add_main(worker, clock, lanes.lanes);
    add_team(worker, clock, lanes.lanes);
  }
  return lanes;
}

}  // namespace squares
