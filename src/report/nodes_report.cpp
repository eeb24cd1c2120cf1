#include "report/nodes_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "report/format.hpp"
#include "report/table.hpp"
#include "system/allocation.hpp"
#include "system/shell_words.hpp"

namespace squares {
namespace {

using Values = std::vector<double>;

// The medians of a node's rates and times; 0 where there are none.
struct NodeRow {
  Values figures = Values(node_figures);  // amounts in a second
  double latency_s = 0;
  double sent_bytes_per_s = 0, received_bytes_per_s = 0;
};

double median_or_0(const Values& values) { return values.empty() ? 0 : median(values); }

using Ways = std::set<std::pair<std::uint32_t, std::uint32_t>>;

// On which wrong values have come: rates are those of right values alone.
Ways wrong_ways(const NodesResult& result) {
  Ways ways;
  for (const WrongValue& one : result.wrong) {
    if (one.figure >= node_figures) ways.emplace(one.node, one.peer);
  }
  return ways;
}

// Of one node, or of several together.
NodeRow row_of(const NodesResult& result, const std::set<std::uint32_t>& nodes) {
  std::vector<Values> figures(node_figures);
  Values latencies, sent, received;
  const Ways wrong = wrong_ways(result);
  for (const NodeSample& sample : result.samples) {
    if (nodes.contains(sample.node))
      figures[sample.figure].push_back(static_cast<double>(sample.amount) / sample.seconds);
  }
  for (const LinkSample& link : result.links) {
    if (wrong.contains({link.from, link.to})) continue;
    const double rate = static_cast<double>(link.transfer_bytes) / link.transfer_s;
    if (nodes.contains(link.from)) {
      latencies.push_back(link.latency_s);
      sent.push_back(rate);
    }
    if (nodes.contains(link.to)) received.push_back(rate);
  }
  NodeRow row{.latency_s = median_or_0(latencies),
              .sent_bytes_per_s = median_or_0(sent),
              .received_bytes_per_s = median_or_0(received)};
  std::transform(figures.begin(), figures.end(), row.figures.begin(), median_or_0);
  return row;
}

// Of nodes, for which no rate is told.
std::set<NodeFigure> wrong_figures(const NodesResult& result, const std::set<std::uint32_t>& nodes) {
  std::set<NodeFigure> figures;
  for (const WrongValue& one : result.wrong) {
    if (one.figure >= node_figures || !(nodes.contains(one.node) || nodes.contains(one.peer))) continue;
    figures.insert(static_cast<NodeFigure>(one.figure));
    if (static_cast<NodeFigure>(one.figure) == NodeFigure::read && nodes.contains(one.node))
      figures.insert(NodeFigure::write);
  }
  return figures;
}

std::vector<std::string> cells_of(const NodesResult& result, const std::string& name,
                                  const std::set<std::uint32_t>& nodes) {
  const NodeRow row = row_of(result, nodes);
  const std::set<NodeFigure> wrong = wrong_figures(result, nodes);
  std::vector<std::string> cells{name};
  const auto add = [&](NodeFigure figure, double value, double unit, const char* form) {
    cells.push_back(wrong.contains(figure) ? "wrong"
                    : value == 0           ? "-"
                                           : fmt::format(fmt::runtime(form), value / unit));
  };
  const auto of = [&](NodeFigure figure) { return row.figures[static_cast<std::size_t>(figure)]; };
  add(NodeFigure::compute, of(NodeFigure::compute), 1e9, "{:.2f}");
  add(NodeFigure::memory, of(NodeFigure::memory), 1e9, "{:.2f}");
  add(NodeFigure::write, of(NodeFigure::write), 1e6, "{:.0f}");
  add(NodeFigure::read, of(NodeFigure::read), 1e6, "{:.0f}");
  add(NodeFigure::create, of(NodeFigure::create), 1, "{:.0f}");
  add(NodeFigure::latency, row.latency_s, 1e-6, "{:.1f}");
  add(NodeFigure::bandwidth, row.sent_bytes_per_s, 1e6, "{:.0f}");
  add(NodeFigure::bandwidth, row.received_bytes_per_s, 1e6, "{:.0f}");
  return cells;
}

constexpr std::size_t most_rows_of_alike = 16;

// The unlike first, and those alike together where they are many.
Table table_of(const NodesResult& result) {
  Table table{.columns = {{.head = "node", .width = 10, .align = Align::left},
                          {.head = "compute G/s", .text_head = "compute\nG/s", .width = 7},
                          {.head = "memory GB/s", .text_head = "memory\nGB/s", .width = 7},
                          {.head = "write MB/s", .text_head = "write\nMB/s", .width = 7},
                          {.head = "read MB/s", .text_head = "read\nMB/s", .width = 7},
                          {.head = "files/s", .text_head = "files\n/s", .width = 7},
                          {.head = "latency µs", .text_head = "latency\nus", .width = 7},
                          {.head = "sends MB/s", .text_head = "sends\nMB/s", .width = 7},
                          {.head = "gets MB/s", .text_head = "gets\nMB/s", .width = 7}}};
  const std::vector<std::uint32_t> listed = result.verdict.unlike_nodes();
  const std::set<std::uint32_t> unlike(listed.begin(), listed.end());
  std::set<std::uint32_t> alike;
  for (std::uint32_t node = 0; node < result.nodes; ++node) {
    if (!unlike.contains(node)) alike.insert(node);
  }
  for (const std::uint32_t node : unlike) table.rows.push_back({cells_of(result, result.name_of(node) + " *", {node})});
  if (alike.size() > most_rows_of_alike) {
    table.rows.push_back({cells_of(result, fmt::format("{} alike", alike.size()), alike)});
  } else {
    for (const std::uint32_t node : alike) table.rows.push_back({cells_of(result, result.name_of(node), {node})});
  }
  if (!unlike.empty()) table.notes.push_back("*: unlike the others");
  return table;
}

const char* doing_of(NodeFigure figure) {
  switch (figure) {
    case NodeFigure::compute:
      return "computing";
    case NodeFigure::memory:
      return "streaming through memory";
    case NodeFigure::write:
      return "writing onto the disk";
    case NodeFigure::read:
      return "reading what another node has written";
    case NodeFigure::create:
      return "making small files";
    case NodeFigure::latency:
      return "the shortest message";
    case NodeFigure::bandwidth:
      return "a message of 1 MiB";
    case NodeFigure::stalls:
      break;
  }
  return "the slowest short message";
}

// What to look at.
const char* advice_for(NodeFigure figure) {
  switch (figure) {
    case NodeFigure::compute:
      return "other processes (top), clock frequency and temperature (turbostat), and the limits of its cgroup";
    case NodeFigure::memory:
      return "memory that is missing or slow (dmidecode -t memory), corrected errors (ras-mc-ctl), and NUMA settings";
    case NodeFigure::write:
    case NodeFigure::read:
    case NodeFigure::create:
      return "its mount, its way to the file server, and errors of its disk (dmesg, iostat -x)";
    case NodeFigure::latency:
    case NodeFigure::bandwidth:
      return "the speed that cable and port have agreed on (ethtool, ibstat), and other traffic";
    case NodeFigure::stalls:
      break;
  }
  return "messages are lost: cable, port, and counters of errors (ethtool -S, ip -s link)";
}

std::string where_of(const NodesResult& result, const NodeFinding& one) {
  const std::string name = result.name_of(one.node);
  if (one.peer) {
    const std::string peer = result.name_of(*one.peer);
    return one.side == LinkSide::both ? fmt::format("between {} and {}", name, peer)
                                      : fmt::format("from {} to {}", name, peer);
  }
  switch (one.side) {
    case LinkSide::out:
      return name + ", out of it";
    case LinkSide::in:
      return name + ", into it";
    case LinkSide::both:
      return name + ", out of it and into it";
    case LinkSide::none:
      break;
  }
  return name;
}

std::string sentence_of(const NodesResult& result, const NodeFinding& one) {
  return fmt::format("{}: {} takes {:.2f} times as long as elsewhere ({:.2f} to {:.2f}); look at: {}",
                     where_of(result, one), doing_of(one.figure), one.ratio, one.interval.low, one.interval.high,
                     advice_for(one.figure));
}

std::string sentence_of(const NodesResult& result, const FactFinding& one) {
  return fmt::format("{}: {} is {}, and not {}", result.name_of(one.node), one.name, one.value, one.usual);
}

const char* made_text(NodeFigure figure) {
  switch (figure) {
    case NodeFigure::compute:
      return "computed";
    case NodeFigure::memory:
      return "had in memory";
    case NodeFigure::latency:
    case NodeFigure::bandwidth:
      return "sent";
    default:
      return "stored";
  }
}

std::string sentence_of(const NodesResult& result, const WrongFinding& one) {
  const WrongValue& first = one.first;
  const auto figure = static_cast<NodeFigure>(first.figure);
  const std::string what =
      first.kind.str() == "sum"
          ? fmt::format("a sum of squares is {}", grouped(first.stored))
          : fmt::format("{} from the square of {} on, {} there instead, at byte {}", first.kind.str(),
                        grouped(first.number), grouped(first.stored), grouped(first.byte));
  const std::string who =
      one.node ? result.name_of(*one.node) + " is at fault: " : "which of the two is at fault cannot be told: ";
  const std::string found = first.node == first.peer ? "" : fmt::format(", found by {}", result.name_of(first.peer));
  return fmt::format("WRONG VALUES, {} times; {}first in round {}, {} {}{}, processor {}: {}", one.times, who,
                     first.round + 1, result.name_of(first.node), made_text(figure), found, first.processor, what);
}

std::string headline_of(const NodesResult& result) {
  return fmt::format("{}, {}; {} in {:.0f} s, {}{}", plural(result.nodes, "node"), plural(result.ranks, "rank"),
                     plural(result.rounds, "round"), result.seconds,
                     result.in_turn != 0 ? "one after the other" : "all at once",
                     result.one_machine != 0 ? ", since some are one machine" : "");
}

// What is read from the page cache is no reading from a disk.
std::string cache_text(const NodesResult& result) {
  Values shares;
  for (const NodeSample& sample : result.samples) {
    if (static_cast<NodeFigure>(sample.figure) == NodeFigure::read && std::isfinite(sample.cached_share))
      shares.push_back(sample.cached_share);
  }
  if (shares.empty()) return "read: from where is not known";
  return fmt::format("read: {:.0f} % of it lay in the reader's page cache", 100 * median(shares));
}

std::string resolution_text(const NodesResult& result) {
  std::string text;
  for (const Resolution& one : result.verdict.resolutions)
    text += fmt::format("{}{} {:.2f}", text.empty() ? "" : ", ", to_text(one.figure), one.ratio);
  return text.empty() ? "" : "a node or link would be found whose times are those of the others times: " + text;
}

// What so few nodes cannot tell.
std::string limits_text(const NodesResult& result) {
  if (result.nodes == 1) return "one node: there is nothing to compare it with";
  if (result.nodes == 2) return "two nodes: which of them is slow cannot be told, but for the ways between them";
  if (result.nodes == 3) return "three nodes: two that are slow alike would be taken for healthy";
  return "";
}

std::vector<std::string> hosts_of(const NodesResult& result, bool unlike) {
  const std::vector<std::uint32_t> listed = result.verdict.unlike_nodes();
  std::vector<std::string> hosts;
  for (std::uint32_t node = 0; node < result.nodes; ++node) {
    if (std::binary_search(listed.begin(), listed.end(), node) == unlike) hosts.push_back(result.fact(node, "host"));
  }
  return hosts;
}

std::string verdict_text(const NodesResult& result) {
  if (!result.verdict.wrong.empty()) return "wrong values";
  if (!result.verdict.is_alike()) return "unlike";
  if (result.stopped != 0) return "stopped";
  return result.nodes == 1 ? "nothing to compare" : "alike";
}

// For Slurm, to be run by its administrator; "" where all are alike.
std::string drain_line(const NodesResult& result) {
  const std::vector<std::string> hosts = hosts_of(result, true);
  if (hosts.empty()) return "";
  return fmt::format("scontrol update NodeName={} State=DRAIN Reason={}", quoted(node_list(hosts)),
                     quoted("squares nodes: " + verdict_text(result)));
}

std::vector<std::string> sentences_of(const NodesResult& result) {
  const NodesVerdict& verdict = result.verdict;
  std::vector<std::string> sentences;
  for (const WrongFinding& one : verdict.wrong) sentences.push_back(sentence_of(result, one));
  for (const NodeFinding& one : verdict.unlike) sentences.push_back(sentence_of(result, one));
  for (const FactFinding& one : verdict.facts) sentences.push_back(sentence_of(result, one));
  for (const NodeFinding& one : verdict.suspects)
    sentences.push_back("not measured again, and so not sure: " + sentence_of(result, one));
  return sentences;
}

Json finding_json(const NodesResult& result, const NodeFinding& one) {
  return {{"node", result.name_of(one.node)},
          {"peer", one.peer ? Json(result.name_of(*one.peer)) : Json()},
          {"figure", to_text(one.figure)},
          {"side", one.side == LinkSide::none ? Json() : Json(to_text(one.side))},
          {"ratio", one.ratio},
          {"low", one.interval.low},
          {"high", one.interval.high}};
}

Json finding_json(const NodesResult& result, const FactFinding& one) {
  return {{"node", result.name_of(one.node)},
          {"peer", Json()},
          {"figure", one.name},
          {"side", Json()},
          {"ratio", Json()},
          {"low", Json()},
          {"high", Json()},
          {"value", one.value},
          {"usual", one.usual}};
}

Json wrong_json(const NodesResult& result, const WrongFinding& one) {
  const WrongValue& first = one.first;
  Json json{{"at_fault", one.node ? Json(result.name_of(*one.node)) : Json()},
            {"node", result.name_of(first.node)},
            {"peer", result.name_of(first.peer)},
            {"figure", to_text(static_cast<NodeFigure>(first.figure))},
            {"times", one.times},
            {"round", first.round},
            {"processor", first.processor},
            {"kind", first.kind.str()},
            {"byte", first.byte}};
  put_large(json, "number", first.number);
  put_large(json, "count", first.count);
  put_large(json, "stored", first.stored);
  return json;
}

Json node_json(const NodesResult& result, std::uint32_t node) {
  const NodeRow row = row_of(result, {node});
  const std::set<NodeFigure> wrong = wrong_figures(result, {node});
  Json json{{"node", result.name_of(node)}};
  const auto put = [&](const std::string& key, NodeFigure figure, double value) {
    json[key] = value == 0 || wrong.contains(figure) ? Json() : Json(value);
  };
  const auto of = [&](NodeFigure figure) { return row.figures[static_cast<std::size_t>(figure)]; };
  put("compute_squares_per_s", NodeFigure::compute, of(NodeFigure::compute));
  put("memory_bytes_per_s", NodeFigure::memory, of(NodeFigure::memory));
  put("write_bytes_per_s", NodeFigure::write, of(NodeFigure::write));
  put("read_bytes_per_s", NodeFigure::read, of(NodeFigure::read));
  put("create_files_per_s", NodeFigure::create, of(NodeFigure::create));
  put("latency_s", NodeFigure::latency, row.latency_s);
  put("sent_bytes_per_s", NodeFigure::bandwidth, row.sent_bytes_per_s);
  put("received_bytes_per_s", NodeFigure::bandwidth, row.received_bytes_per_s);
  json["facts"] = Json::object();
  for (const NodeFact& fact : result.facts) {
    if (fact.node == node) json["facts"][fact.name.str()] = fact.value.str();
  }
  return json;
}

}  // namespace

std::string nodes_text(const NodesResult& result) {
  std::string text = headline_of(result) + "\n\n" + table_text(table_of(result));
  const auto add = [&](const std::string& line) {
    if (!line.empty()) text += wrapped(terminal_text(line) + "\n");
  };
  add(cache_text(result));
  add(resolution_text(result));
  add(limits_text(result));
  text += "\n";
  for (const std::string& sentence : sentences_of(result)) add(sentence);
  if (result.stopped != 0) add("stopped before its time: what was measured until then is told");
  add("verdict: " + verdict_text(result));
  add(fmt::format("alike:   {}", node_list(hosts_of(result, false))));
  if (!result.verdict.is_alike()) {
    add(fmt::format("unlike:  {}", node_list(hosts_of(result, true))));
    text += "to drain: " + drain_line(result) + "\n";
  }
  return printable(text);
}

Json nodes_json(const NodesResult& result) {
  Json json{{"verdict", verdict_text(result)}};
  for (const char* key : {"unlike", "suspects", "wrong", "resolution", "nodes"}) json[key] = Json::array();
  for (const NodeFinding& one : result.verdict.unlike) json["unlike"].push_back(finding_json(result, one));
  for (const FactFinding& one : result.verdict.facts) json["unlike"].push_back(finding_json(result, one));
  for (const NodeFinding& one : result.verdict.suspects) json["suspects"].push_back(finding_json(result, one));
  for (const WrongFinding& one : result.verdict.wrong) json["wrong"].push_back(wrong_json(result, one));
  for (const Resolution& one : result.verdict.resolutions)
    json["resolution"].push_back({{"figure", to_text(one.figure)}, {"noise", one.noise}, {"ratio", one.ratio}});
  json["alike_nodes"] = node_list(hosts_of(result, false));
  json["unlike_nodes"] = node_list(hosts_of(result, true));
  json["drain"] = result.verdict.is_alike() ? Json() : Json(drain_line(result));
  json["rounds"] = result.rounds;
  json["ranks"] = result.ranks;
  json["in_turn"] = result.in_turn != 0;
  json["one_machine"] = result.one_machine != 0;
  json["stopped"] = result.stopped != 0;
  json["total_s"] = seconds_json(result.seconds);
  for (std::uint32_t node = 0; node < result.nodes; ++node) json["nodes"].push_back(node_json(result, node));
  return json;
}

}  // namespace squares
