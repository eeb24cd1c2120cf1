// Where the ranks are, and whether their teams have the processors that they need.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/plan.hpp"
#include "record/introduction.hpp"
#include "system/cpu_set.hpp"

namespace squares {

// What one node offers, as its ranks know it.
struct Node {
  std::vector<CpuSet> numa;  // the processors of each of its NUMA nodes; none: unknown
  CpuSet processors;         // all of them
  double allowed = 0;        // of their time, in processors, by a cgroup; 0: all of it
  std::uint32_t cores = 0;
  std::uint32_t ranks = 0;  // that are on it
};

// Several nodes may have one host name.
struct NodeName {
  std::string host;
  std::uint64_t node = 0;  // see Introduction

  friend auto operator<=>(const NodeName&, const NodeName&) = default;  // NOLINT(modernize-use-nullptr): there is no 0
};
NodeName node_of(const Introduction& rank);
using Nodes = std::map<NodeName, Node>;

Nodes nodes_of(std::span<const Introduction> ranks);

// The node of each rank: they are numbered in the order of their first ranks.
std::vector<std::uint32_t> numbers_of_nodes(std::span<const Introduction> ranks);

// How many threads each rank gets: `threads` of them, or with threads_auto as many as it has processors and its cgroup
// lets it use, shared fairly where ranks of one node may use the same ones. At least one each.
std::vector<std::uint32_t> team_sizes(std::uint32_t threads, std::span<const Introduction> ranks);

// The NUMA nodes of `node` that a rank with these processors may run on, as in "0-1"; "?" if that is not known.
std::string numa_nodes_of(const CpuSet& processors, const Node& node);

// What is wrong with where the ranks are, in words, each kind of trouble once: more threads than processors on a
// node, or than its cgroup allows, a team larger than its mask, masks that overlap, a team split over NUMA nodes. Empty
// if all is well. Ranks with the same mask share it: that is well as long as it has a processor for each of their
// threads.
std::vector<std::string> misplacements(std::span<const Introduction> ranks, std::span<const std::uint32_t> teams,
                                       const Nodes& nodes);

// The layout nearest to the one that was asked for in which every thread has a processor of its own, and each team
// is on one NUMA node. Ranks before threads: a node keeps its ranks if each can have a processor.
struct FittingLayout {
  std::uint32_t nodes = 1;
  std::uint32_t ranks_per_node = 1;
  std::uint32_t threads = 1;              // of each rank
  std::uint32_t ranks_per_numa_node = 0;  // 0: rank after rank on successive cores will do
  bool needs_hardware_threads = false;    // a core for each thread is more than there is
};
FittingLayout fitting_layout(std::span<const std::uint32_t> teams, const Nodes& nodes);

}  // namespace squares
