// What is measured of nodes and of the links between them, and what follows from that.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "core/statistics.hpp"
#include "record/description.hpp"
#include "record/measurement.hpp"

namespace squares {

enum class NodeFigure : std::uint32_t {
  // of nodes
  compute,  // squares in registers, on all processors of the node's masks
  memory,   // squares streamed through memory, past the caches
  write,    // blocks written and put onto the disk
  read,     // blocks read that another node has written
  create,   // small files made, written, put onto the disk and removed
  // of links
  latency,    // the shortest message
  bandwidth,  // squares sent
  stalls,     // the slowest of the short messages
};
constexpr std::uint32_t node_figures = 5;  // those of nodes come first

constexpr const char* to_text(NodeFigure figure) {
  constexpr const char* names[]{"compute", "memory", "write", "read", "create", "latency", "bandwidth", "stalls"};
  return names[static_cast<std::uint32_t>(figure)];
}

// What the amount of a sample counts; times are compared for one of them.
constexpr const char* unit_of(NodeFigure figure) {
  constexpr const char* units[]{"square", "byte", "byte", "byte", "file", "message", "byte", "message"};
  return units[static_cast<std::uint32_t>(figure)];
}

// One figure of one node in one round. A row of the file.
struct NodeSample {
  std::uint32_t figure = 0;  // NodeFigure
  std::uint32_t round = 0;
  std::uint32_t node = 0;
  std::uint32_t again = 0;
  std::uint64_t amount = 0;
  double seconds = 0;
  double cached_share = unknown_s;
};

template <>
struct Description<NodeSample> {
  static constexpr const char* path = "/nodes";
  static constexpr const char* long_name = "nodes: one row for each figure of each node in each round";
  static constexpr const char* dimension = "node_sample";
  static constexpr std::tuple columns{
      Column{"figure", &NodeSample::figure, "", "its name is the attribute `figure_N` of `/run`"},
      Column{"round", &NodeSample::round, "", "from 0"},
      Column{"node", &NodeSample::node, "", "from 0, in the order of the nodes' first ranks"},
      Column{"again", &NodeSample::again, "", "1: a round in which only suspects' figures were measured again"},
      Column{"amount", &NodeSample::amount, "1",
             "squares worked out, bytes streamed, written or read, or files made: of the whole node"},
      Column{"seconds", &NodeSample::seconds, "s", "until the last of the node's ranks had ended"},
      Column{"cached_share", &NodeSample::cached_share, "1",
             "of the bytes that were read, what lay in the node's page cache before; NaN where nothing was read"},
  };
};

// One way between two nodes in one round. A row of the file.
struct LinkSample {
  std::uint32_t round = 0;
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  std::uint32_t again = 0;
  std::uint32_t pings = 0;
  std::uint32_t transfers = 0;
  std::uint64_t transfer_bytes = 0;
  double latency_s = 0;
  double slowest_s = 0;
  double transfer_s = 0;
};

template <>
struct Description<LinkSample> {
  static constexpr const char* path = "/links";
  static constexpr const char* long_name = "links: one row for each way between two nodes in each round";
  static constexpr const char* dimension = "link_sample";
  static constexpr std::tuple columns{
      Column{"round", &LinkSample::round, "", "from 0"},
      Column{"from", &LinkSample::from, "", "the node that sends"},
      Column{"to", &LinkSample::to, "", "the node that receives, and answers"},
      Column{"again", &LinkSample::again, "", "1: a round in which only suspects' figures were measured again"},
      Column{"pings", &LinkSample::pings, "1", "short messages, each with its answer"},
      Column{"transfers", &LinkSample::transfers, "1", "long messages of squares, each with a short answer"},
      Column{"transfer_bytes", &LinkSample::transfer_bytes, "bytes", "in each of these"},
      Column{"latency_s", &LinkSample::latency_s, "s", "half of the shortest time from a ping to its answer"},
      Column{"slowest_s", &LinkSample::slowest_s, "s", "half of the longest"},
      Column{"transfer_s", &LinkSample::transfer_s, "s", "the shortest time from a long message to its answer"},
  };
};

// Something that a node is or has. A row of the file.
struct NodeFact {
  std::uint32_t node = 0;
  FixedText<60> name;
  FixedText<192> value;
};

template <>
struct Description<NodeFact> {
  static constexpr const char* path = "/facts";
  static constexpr const char* long_name = "facts: one row for each fact of each node";
  static constexpr const char* dimension = "fact";
  static constexpr std::tuple columns{
      Column{"node", &NodeFact::node, "", "whose it is"},
      Column{"name", &NodeFact::name, "", "such as `host`, `processor`, `kernel`, `limit on open files`"},
      Column{"value", &NodeFact::value, "", "as text; what is longer is cut"},
  };
};

// Squares that came back wrong. A row of the file.
struct WrongValue {
  std::uint32_t figure = 0;  // NodeFigure
  std::uint32_t round = 0;
  std::uint32_t node = 0;
  std::uint32_t peer = 0;
  std::int32_t processor = -1;
  FixedText<28> kind;
  std::uint64_t number = 0;
  std::uint64_t count = 0;
  std::uint64_t byte = 0;
  std::uint64_t stored = 0;
};

template <>
struct Description<WrongValue> {
  static constexpr const char* path = "/wrong_values";
  static constexpr const char* long_name = "wrong values: one row for each first damage that was found";
  static constexpr const char* dimension = "wrong_value";
  static constexpr std::tuple columns{
      Column{"figure", &WrongValue::figure, "", "what was measured; its name is the attribute `figure_N` of `/run`"},
      Column{"round", &WrongValue::round, "", "from 0"},
      Column{"node", &WrongValue::node, "", "who computed, sent or wrote them"},
      Column{"peer", &WrongValue::peer, "", "who found them wrong: the same node, the receiver, or the reader"},
      Column{"processor", &WrongValue::processor, "", "of the node, on which it was found; −1 unknown"},
      Column{"kind", &WrongValue::kind, "", "of damage, as `squares verify` names it; `sum` where only a sum is known"},
      Column{"number", &WrongValue::number, "1", "the first whose square is wrong"},
      Column{"count", &WrongValue::count, "1", "squares from there to the last wrong one"},
      Column{"byte", &WrongValue::byte, "", "the first wrong one, from the start of the message or block"},
      Column{"stored", &WrongValue::stored, "1", "what was there instead of the first square, or the wrong sum"},
  };
};

// Which of a node's links a finding speaks of.
enum class LinkSide : std::uint32_t { none, out, in, both };

constexpr const char* to_text(LinkSide side) {
  constexpr const char* names[]{"", "out", "in", "both"};
  return names[static_cast<std::uint32_t>(side)];
}

// A node, or a link, that is unlike the others.
struct NodeFinding {
  std::uint32_t node = 0;
  std::optional<std::uint32_t> peer{};  // a link: from `node`
  NodeFigure figure = NodeFigure::compute;
  LinkSide side = LinkSide::none;
  double ratio = 1;     // its time over that of the others, the median of all rounds
  Interval interval{};  // of that
};

// A node whose fact is not that of most nodes, or that makes no sense beside the others'.
struct FactFinding {
  std::uint32_t node = 0;
  std::string name;
  std::string value;
  std::string usual;
};

// What the rounds could have found of a figure.
struct Resolution {
  NodeFigure figure = NodeFigure::compute;
  double noise = 0;  // standard deviation from round to round, as a share
  double ratio = 1;  // a node whose time is so many times that of the others is found in 95 of 100
};

// Who sent, wrote or computed wrong values, as far as can be told.
struct WrongFinding {
  WrongValue first;                     // of those that were found
  std::uint32_t times = 0;              // how often
  std::optional<std::uint32_t> node{};  // none: one of the two
};

struct NodesVerdict {
  std::vector<WrongFinding> wrong{};
  std::vector<NodeFinding> unlike{};
  std::vector<NodeFinding> suspects{};  // that were not measured again
  std::vector<NodeFinding> slower{};    // than in an earlier measurement: `ratio` is over its own times there
  std::vector<FactFinding> facts{};
  std::vector<Resolution> resolutions{};

  [[nodiscard]] bool is_alike() const { return wrong.empty() && unlike.empty() && facts.empty() && slower.empty(); }
  // By their numbers, without double ones; of a link both ends.
  [[nodiscard]] std::vector<std::uint32_t> unlike_nodes() const;
};

struct NodesResult {
  std::vector<NodeSample> samples;
  std::vector<LinkSample> links;
  std::vector<NodeFact> facts;
  std::vector<WrongValue> wrong;
  std::uint32_t nodes = 1;
  std::uint32_t ranks = 1;
  std::uint32_t rounds = 0;
  std::uint32_t in_turn = 0;
  std::uint32_t one_machine = 0;
  std::uint32_t stopped = 0;
  double seconds = 0;
  NodesVerdict verdict{};

  [[nodiscard]] std::string fact(std::uint32_t node, const std::string& name) const;  // "" where it has none
  // Its host name, with its number where another has the same.
  [[nodiscard]] std::string name_of(std::uint32_t node) const;
  [[nodiscard]] std::vector<std::string> names() const;  // of all nodes, in one go
};

template <>
struct Description<NodesResult> {
  static constexpr const char* path = "/run";
  static constexpr std::tuple columns{
      Column{"nodes", &NodesResult::nodes, "1", ""},
      Column{"ranks", &NodesResult::ranks, "1", "on all of them"},
      Column{"rounds", &NodesResult::rounds, "1", "that were measured whole, those of suspects included"},
      Column{"in_turn", &NodesResult::in_turn, "", "1: node after node, and pair after pair; 0: all at once"},
      Column{"one_machine", &NodesResult::one_machine, "",
             "1: several of the nodes are one machine, by their boot ids"},
      Column{"stopped", &NodesResult::stopped, "", "1: it ended before its time, or goes on"},
      Column{"seconds", &NodesResult::seconds, "s", "that all of it took"},
  };
};

constexpr std::uint32_t rounds_for_a_rule = 9;  // fewer find differences between equals

// From one node to another.
using Ways = std::set<std::pair<std::uint32_t, std::uint32_t>>;
// On which wrong values have come: rates are those of right values alone.
Ways wrong_ways(const NodesResult& result);

// Of which wrong values have come from or to these nodes, so that no rate of theirs is told.
std::set<NodeFigure> wrong_figures(const NodesResult& result, const std::set<std::uint32_t>& nodes);

}  // namespace squares
