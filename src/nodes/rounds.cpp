#include "nodes/rounds.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <optional>
#include <random>
#include <set>
#include <utility>

#include "core/stopwatch.hpp"
#include "nodes/fact_verdict.hpp"
#include "nodes/facts.hpp"
#include "nodes/link_sample.hpp"
#include "nodes/processor_sample.hpp"
#include "nodes/storage_sample.hpp"
#include "nodes/tournament.hpp"
#include "nodes/verdict.hpp"

namespace squares {
namespace {

enum class Part : std::uint32_t { compute, memory, storage, links };
constexpr std::array all_parts{Part::compute, Part::memory, Part::storage, Part::links};

Part part_of(NodeFigure figure) {
  switch (figure) {
    case NodeFigure::compute:
      return Part::compute;
    case NodeFigure::memory:
      return Part::memory;
    case NodeFigure::write:
    case NodeFigure::read:
    case NodeFigure::create:
      return Part::storage;
    case NodeFigure::latency:
    case NodeFigure::bandwidth:
    case NodeFigure::stalls:
      break;
  }
  return Part::links;
}

// What the master tells all to do next.
struct Order {
  std::uint32_t end = 0;  // 1: no more
  std::uint32_t round = 0;
  std::uint32_t again = 0;
  std::array<std::uint32_t, all_parts.size()> parts{1, 1, 1, 1};  // 1: of this round

  [[nodiscard]] bool has(Part part) const { return parts.at(static_cast<std::size_t>(part)) != 0; }
};

bool any_two_are_one_machine(const NodesResult& result) {
  std::set<std::string> machines;
  for (std::uint32_t node = 0; node < result.nodes; ++node) {
    if (!machines.insert(result.fact(node, fact::boot_id)).second) return true;
  }
  return false;
}

class Rounds {
 public:
  Rounds(const World& world, const NodePlace& place, const RoundsSettings& settings, const RoundsHooks& hooks)
      : world_(world),
        place_(place),
        settings_(settings),
        hooks_(hooks),
        dice_(settings.seed),
        processors_(place.threads),
        links_(world, place),
        steps_(tournament(place.nodes(), settings.seed)) {}

  NodesResult measure() {
    prepare();
    for (Order order = next_order(); order.end == 0; order = next_order()) {
      hooks_.begin(order.round);
      measure_round(order);
      if (world_.is_master()) note_round(order);
    }
    shared_file_.reset();
    if (world_.is_master()) result_.verdict = verdict_of(result_);
    result_.seconds = clock_.seconds();
    return std::move(result_);
  }

 private:
  // Collective: facts, whether nodes take turns, how much work a sample is, and the file that all write.
  void prepare() {
    result_.nodes = place_.nodes();
    result_.ranks = static_cast<std::uint32_t>(world_.size());
    result_.facts = gather_facts(world_, place_, settings_.output);
    if (world_.is_master()) {
      result_.one_machine = any_two_are_one_machine(result_) ? 1 : 0;
      result_.in_turn = settings_.in_turn || result_.one_machine != 0 ? 1 : 0;
      work_ = processors_.calibrate(place_.threads * static_cast<std::uint32_t>(place_.ranks.size()));
    }
    world_.broadcast_asleep(result_.in_turn);
    world_.broadcast_asleep(work_);
    if (result_.in_turn != 0) steps_ = one_by_one(steps_);
    world_.on_master([&] { shared_file_.emplace(StorageSamples::make_file(settings_.output, place_.nodes())); });
    world_.together([&] {
      if (place_.leads(world_)) storage_.emplace(settings_.output, place_.node);
    });
  }

  // Rounds of everything, and then of what is suspicious.
  Order next_order() {
    Order order;
    if (world_.is_master()) {
      order.round = result_.rounds;
      const bool is_enough = result_.rounds >= rounds_for_a_rule && clock_.seconds() >= settings_.budget_s;
      if (again_ == 0 && is_enough) suspected_ = suspected_parts();
      if (again_ > 0 || is_enough) {
        order.again = 1;
        order.parts = suspected_;
        const bool nothing = std::count(suspected_.begin(), suspected_.end(), 1U) == 0;
        order.end = nothing || again_ >= rounds_for_a_rule ? 1 : 0;
        ++again_;
      }
      if (result_.stopped != 0) order.end = 1;
    }
    world_.broadcast_asleep(order);
    return order;
  }

  [[nodiscard]] std::array<std::uint32_t, all_parts.size()> suspected_parts() const {
    std::array<std::uint32_t, all_parts.size()> parts{};
    for (const NodeFinding& one : judge_rounds(result_, false).unlike)
      parts.at(static_cast<std::size_t>(part_of(one.figure))) = 1;
    return parts;
  }

  void measure_round(const Order& order) {
    std::array parts = all_parts;
    std::shuffle(parts.begin(), parts.end(), dice_);
    for (const Part part : parts) {
      if (!order.has(part)) continue;
      if (part == Part::links)
        measure_links(order);
      else
        measure_nodes(part, order);
    }
    gather_wrong();
  }

  void measure_nodes(Part part, const Order& order) {
    std::optional<WrongValue> wrong;
    if (part == Part::compute) {
      each_node([&] { return processors_.compute(place_, work_); }, order);
    } else if (part == Part::memory) {
      each_node([&] { return processors_.stream(place_, work_, wrong); }, order);
      note_wrong(wrong, NodeFigure::memory, order, place_.node);
    } else {
      // Who reads what: others each time, so that writers and readers can be told apart.
      const std::uint32_t further = place_.nodes() > 1 ? 1 + order.round % (place_.nodes() - 1) : 0;
      const std::uint32_t writer = (place_.node + further) % place_.nodes();
      each_leader([&] { return storage_->write(order.round); }, order);
      each_leader([&] { return storage_->read(order.round, writer, wrong); }, order);
      each_leader([&] { return storage_->create(); }, order);
      note_wrong(wrong, NodeFigure::read, order, writer);
    }
  }

  // Collective: all nodes at once, or one after the other. An error of one rank is one of all.
  template <class Sample>
  void each_node(const Sample& sample, const Order& order) {
    std::vector<std::uint32_t> nodes(place_.nodes());
    std::iota(nodes.begin(), nodes.end(), 0U);
    std::shuffle(nodes.begin(), nodes.end(), dice_);
    std::optional<RankTiming> timing;
    world_.together([&] {
      std::exception_ptr failure;
      for (const std::uint32_t node : nodes) {
        const bool is_mine = result_.in_turn != 0 ? node == place_.node : node == nodes.front();
        try {
          if (is_mine) timing = sample();
        } catch (...) {
          failure = std::current_exception();
        }
        if (result_.in_turn != 0 || node == nodes.back()) world_.barrier_asleep();
      }
      if (failure) std::rethrow_exception(failure);
    });
    const std::vector<RankTiming> all = world_.gather(timing.value_or(RankTiming{.seconds = unknown_s}));
    if (world_.is_master()) note(all, order);
  }

  template <class Sample>
  void each_leader(const Sample& sample, const Order& order) {
    each_node([&] { return place_.leads(world_) ? std::optional<RankTiming>(sample()) : std::nullopt; }, order);
  }

  void measure_links(const Order& order) {
    std::vector<Step> steps = steps_;
    std::shuffle(steps.begin(), steps.end(), dice_);
    std::vector<LinkSample> mine;
    for (const Step& step : steps) {
      for (const auto& [low, high] : step) {
        if (!place_.leads(world_) || (place_.node != low && place_.node != high)) continue;
        mine.push_back(links_.measure(place_.node == low ? high : low, order.round, wrong_));
        mine.back().again = order.again;
      }
      world_.barrier_asleep();
    }
    const std::vector<LinkSample> all = world_.gather_all(std::span<const LinkSample>(mine));
    result_.links.insert(result_.links.end(), all.begin(), all.end());
  }

  // The master's: of the ranks of a node its sample.
  void note(const std::vector<RankTiming>& ranks, const Order& order) {
    std::vector<NodeSample> nodes(place_.nodes());
    for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
      const RankTiming& timing = ranks[rank];
      if (!(timing.seconds >= 0)) continue;
      NodeSample& sample = nodes[place_.node_of[rank]];
      sample.figure = timing.figure;
      sample.round = order.round;
      sample.node = place_.node_of[rank];
      sample.again = order.again;
      sample.amount += timing.amount;
      sample.seconds = std::max(sample.seconds, timing.seconds);
      sample.cached_share = timing.cached_share;
    }
    result_.samples.insert(result_.samples.end(), nodes.begin(), nodes.end());
    compare_sums(ranks, order);
  }

  // All threads work out the same squares: whose sum is not that of most ranks has a wrong one, whatever it believes.
  void compare_sums(const std::vector<RankTiming>& ranks, const Order& order) {
    std::map<std::uint64_t, std::size_t> times;
    for (const RankTiming& one : ranks) times[one.sum] += one.seconds >= 0 ? 1 : 0;
    const auto usual =
        std::max_element(times.begin(), times.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
      if (!(ranks[rank].seconds >= 0) || ranks[rank].sum == usual->first) continue;
      const std::uint32_t node = place_.node_of[rank];
      result_.wrong.push_back({.figure = ranks[rank].figure,
                               .round = order.round,
                               .node = node,
                               .peer = node,
                               .processor = ranks[rank].processor,
                               .kind = std::string("sum"),
                               .stored = ranks[rank].sum});
    }
  }

  void note_wrong(std::optional<WrongValue>& wrong, NodeFigure figure, const Order& order, std::uint32_t node) {
    if (!wrong) return;
    wrong->figure = static_cast<std::uint32_t>(figure);
    wrong->round = order.round;
    wrong->node = node;
    wrong->peer = place_.node;
    wrong_.push_back(*wrong);
  }

  void gather_wrong() {
    const std::vector<WrongValue> all = world_.gather_all(std::span<const WrongValue>(wrong_));
    result_.wrong.insert(result_.wrong.end(), all.begin(), all.end());
    wrong_.clear();
  }

  void note_round(const Order& order) {
    result_.rounds = order.round + 1;
    result_.seconds = clock_.seconds();
    if (!hooks_.goes_on(result_)) result_.stopped = 1;
  }

  const World& world_;
  const NodePlace& place_;
  const RoundsSettings& settings_;
  const RoundsHooks& hooks_;
  Stopwatch clock_;
  std::mt19937_64 dice_;  // the same on all ranks
  ProcessorSamples processors_;
  LinkSamples links_;
  std::optional<PassingFile> shared_file_;  // the master's
  std::optional<StorageSamples> storage_;   // of leaders
  std::vector<Step> steps_;
  ThreadWork work_;
  std::vector<WrongValue> wrong_;  // that this rank has found in this round
  std::uint32_t again_ = 0;        // rounds of suspects that were begun
  std::array<std::uint32_t, all_parts.size()> suspected_{};
  NodesResult result_;
};

}  // namespace

NodesResult measure_rounds(const World& world, const NodePlace& place, const RoundsSettings& settings,
                           const RoundsHooks& hooks) {
  return Rounds(world, place, settings, hooks).measure();
}

}  // namespace squares
