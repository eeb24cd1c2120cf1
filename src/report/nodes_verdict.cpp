#include "report/nodes_verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/format.hpp"
#include "system/allocation.hpp"
#include "system/shell_words.hpp"

namespace squares {

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

std::string place_text(const std::string& node, const std::string& peer, LinkSide side) {
  if (!peer.empty())
    return fmt::format(fmt::runtime(side == LinkSide::both ? "between {} and {}" : "from {} to {}"), node, peer);
  switch (side) {
    case LinkSide::out:
      return node + ", out of it";
    case LinkSide::in:
      return node + ", into it";
    case LinkSide::both:
      return node + ", out of it and into it";
    case LinkSide::none:
      break;
  }
  return node;
}

namespace {

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

std::string place_of(const NodesResult& result, const NodeFinding& one) {
  return place_text(result.name_of(one.node), one.peer ? result.name_of(*one.peer) : "", one.side);
}

// `than`: "elsewhere"
std::string sentence_of(const NodesResult& result, const NodeFinding& one, const std::string& than = "elsewhere") {
  return fmt::format("{}: {} takes {:.2f} times as long as {} ({:.2f} to {:.2f}); look at: {}", place_of(result, one),
                     doing_of(one.figure), one.ratio, than, one.interval.low, one.interval.high,
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

// What is read from the page cache is no reading from a disk.
std::string cache_text(const NodesResult& result) {
  std::vector<double> shares;
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
  return text.empty() ? "" : "what would have been found, in times of the others' time: " + text;
}

// What so few nodes cannot tell.
std::string limits_text(const NodesResult& result) {
  if (result.nodes == 1) return "one node: there is nothing to compare it with";
  if (result.nodes == 2) return "two nodes: which of them is slow cannot be told, but for the ways between them";
  if (result.nodes == 3) return "three nodes: two that are slow alike would be taken for healthy";
  return "";
}

}  // namespace

std::string headline_of(const NodesResult& result) {
  return fmt::format("{}, {}; {} in {:.0f} s, {}{}", plural(result.nodes, "node"), plural(result.ranks, "rank"),
                     plural(result.rounds, "round"), result.seconds,
                     result.in_turn != 0 ? "one after the other" : "all at once",
                     result.one_machine != 0 ? ", since some are one machine" : "");
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

std::string drain_line(const NodesResult& result) {
  const std::vector<std::string> hosts = hosts_of(result, true);
  if (hosts.empty()) return "";
  return fmt::format("scontrol update NodeName={} State=DRAIN Reason={}", quoted(node_list(hosts)),
                     quoted("squares nodes: " + verdict_text(result)));
}

std::vector<std::string> wrong_sentences_of(const NodesResult& result) {
  std::vector<std::string> sentences;
  for (const WrongFinding& one : result.verdict.wrong) sentences.push_back(sentence_of(result, one));
  return sentences;
}

std::vector<std::string> sentences_of(const NodesResult& result) {
  const NodesVerdict& verdict = result.verdict;
  std::vector<std::string> sentences = wrong_sentences_of(result);
  for (const NodeFinding& one : verdict.unlike) sentences.push_back(sentence_of(result, one));
  for (const FactFinding& one : verdict.facts) sentences.push_back(sentence_of(result, one));
  for (const NodeFinding& one : verdict.slower) sentences.push_back(sentence_of(result, one, "it did in the baseline"));
  for (const NodeFinding& one : verdict.suspects)
    sentences.push_back("not measured again, and so not sure: " + sentence_of(result, one));
  return sentences;
}

std::vector<std::string> remarks_on(const NodesResult& result) {
  std::vector<std::string> remarks{cache_text(result)};
  for (const std::string& remark : {resolution_text(result), limits_text(result)}) {
    if (!remark.empty()) remarks.push_back(remark);
  }
  if (result.stopped != 0) remarks.emplace_back("stopped before its time: what was measured until then is told");
  return remarks;
}

}  // namespace squares
