#include "report/lanes.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "store/ledger_timeline.hpp"

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
  void wait_until(double end_s) { add(Activity::wait, at_, end_s); }

 private:
  Lane& lane_;
  double at_;
};

// The phases of the last attempt on the clock that starts when the launch has ended; of others nothing is known.
struct Clock {
  double offset_s = 0;  // of that clock's zero since the begin of the run
  bool has_phases = false;
  double store_begin_s = 0, store_end_s = 0, check_begin_s = 0, check_end_s = 0;
};

double known(double seconds) { return std::isfinite(seconds) ? std::max(0.0, seconds) : 0; }

Clock clock_of_last(const Phases& phases, double begin_s) {
  Clock clock{.offset_s = begin_s + known(phases.launch_s), .has_phases = true};
  clock.store_begin_s = clock.offset_s + known(phases.create_s);
  clock.store_end_s = clock.store_begin_s + known(phases.store_s);
  clock.check_begin_s = clock.store_end_s + known(phases.sync_s);
  clock.check_end_s = clock.check_begin_s + known(phases.check_s);
  return clock;
}

std::vector<NamedSpan> spans_of(const Phases& phases, double begin_s) {
  std::vector<NamedSpan> spans;
  double at = begin_s;
  for (const auto& [name, seconds] : {std::pair{"launch", phases.launch_s},
                                      {"create", phases.create_s},
                                      {"store", phases.store_s},
                                      {"sync", phases.sync_s},
                                      {"check", phases.check_s},
                                      {"finish", phases.finish_s}}) {
    spans.push_back({name, at, at + known(seconds)});
    at += known(seconds);
  }
  return spans;
}

// One rank in one attempt.
struct Worker {
  RankReport report;
  std::vector<Stretch> stretches;
  std::vector<double> shares;  // of each thread of a team in its computing, 1 for the busiest; none for a team of one
};

void add_main(const Worker& worker, const Clock& clock, std::vector<Lane>& lanes) {
  Lane lane{.attempt = worker.report.attempt,
            .rank = worker.report.rank,
            .thread = 0,
            .host = worker.report.host.str(),
            .events = {}};
  LaneBuilder main(lane, clock.has_phases ? clock.store_begin_s : clock.offset_s);
  const bool has_team = !worker.shares.empty();
  for (std::size_t i = 0; i < worker.stretches.size(); ++i) {
    const Stretch& now = worker.stretches[i];
    const double begin_s = clock.offset_s + now.start_s, computed_s = begin_s + now.compute_s;
    const bool is_last = i + 1 == worker.stretches.size();
    const double write_s = has_team && !is_last ? clock.offset_s + worker.stretches[i + 1].start_s : computed_s;
    main.wait_until(has_team ? write_s : begin_s);
    if (!has_team) main.add(Activity::compute, begin_s, computed_s, now.blocks, now.first_block);
    main.add(Activity::write, write_s, write_s + now.write_s, now.blocks, now.first_block);
  }
  if (clock.has_phases) {
    main.wait_until(clock.store_end_s);
    const double check_s = known(worker.report.check_s);
    main.add(Activity::check, clock.check_begin_s, std::min(clock.check_begin_s + check_s, clock.check_end_s));
    if (check_s > 0) main.wait_until(clock.check_end_s);
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
      team.add(Activity::check, clock.check_begin_s,
               std::min(clock.check_begin_s + known(worker.report.check_s), clock.check_end_s));
    }
    lanes.push_back(std::move(lane));
  }
}

using Workers = std::map<AttemptAndRank, Worker>;

void add_shares(const RunResult& result, Workers& workers) {
  std::map<AttemptAndRank, double> most;
  for (const ThreadReport& thread : result.threads) {
    double& busiest = most[{thread.attempt, thread.rank}];
    busiest = std::max(busiest, known(thread.busy_s));
  }
  for (auto& [who, worker] : workers) {
    if (worker.report.threads > 1) worker.shares.assign(std::min(worker.report.threads, 4096U), 1);
  }
  for (const ThreadReport& thread : result.threads) {
    const AttemptAndRank who{thread.attempt, thread.rank};
    const auto found = workers.find(who);
    if (found == workers.end() || thread.thread >= found->second.shares.size() || most[who] <= 0) continue;
    found->second.shares[thread.thread] = known(thread.busy_s) / most[who];
  }
}

double end_of(const std::vector<Stretch>& stretches) {
  double end_s = 0;
  for (const Stretch& stretch : stretches) {
    end_s = std::max(end_s, stretch.start_s + stretch.compute_s + stretch.write_s);
  }
  return end_s;
}

}  // namespace

Lanes lanes_of(const RunFile& run, std::size_t most_events) {
  const RunResult& result = run.result;
  const std::size_t most =
      std::max<std::size_t>(4, most_events / std::max<std::size_t>(1, result.ranks.size()) / 2 * 2);
  Timeline timeline = read_timeline(run.result.file, run.ledger_offset, result.plan.blocks, most);
  Workers workers;
  for (const RankReport& rank : result.ranks) workers[{rank.attempt, rank.rank}].report = rank;
  Lanes lanes;
  std::map<std::uint32_t, double> extents;  // of each attempt
  for (auto& [who, stretches] : timeline) {
    const auto found = workers.find(who);
    if (found == workers.end()) continue;
    for (const Stretch& stretch : stretches) lanes.is_thinned |= stretch.blocks > 1;
    extents[who.first] = std::max(extents[who.first], end_of(stretches));
    found->second.stretches = std::move(stretches);
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
  for (const auto& [who, worker] : workers) {
    const bool is_last = who.first == result.attempt;
    const Clock clock = is_last ? clock_of_last(result.phases, last_begin_s) : Clock{.offset_s = begins[who.first]};
    add_main(worker, clock, lanes.lanes);
    add_team(worker, clock, lanes.lanes);
  }
  lanes.phases = spans_of(result.phases, last_begin_s);
  return lanes;
}

}  // namespace squares
