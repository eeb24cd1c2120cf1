#include "system/placement.hpp"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>
#include <utility>

namespace squares {
namespace {

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string processors_text(const CpuSet& set) {
  return (set.count() == 1 ? "processor " : "processors ") + set.list();
}

// The ranks of one node that have the same mask.
struct Pool {
  CpuSet processors;
  std::uint32_t first_rank = 0;
  std::uint32_t ranks = 0;
  std::uint32_t threads = 0;
  std::uint32_t largest_team = 0;

  [[nodiscard]] std::string who() const {
    return ranks == 1 ? "rank " + std::to_string(first_rank)
                      : counted(ranks, "rank") + " (" + std::to_string(first_rank) + ", …)";
  }
};

using PoolsOfNodes = std::map<NodeName, std::vector<Pool>>;

PoolsOfNodes pools_of(std::span<const Introduction> ranks, std::span<const std::uint32_t> teams) {
  std::map<std::pair<NodeName, std::string>, Pool> pools;
  for (std::uint32_t rank = 0; rank < ranks.size(); ++rank) {
    const auto [found, is_new] = pools.try_emplace({node_of(ranks[rank]), ranks[rank].cpus});
    Pool& pool = found->second;
    if (is_new) {
      pool.processors = CpuSet(found->first.second);
      pool.first_rank = rank;
    }
    pool.ranks += 1;
    pool.threads += teams[rank];
    pool.largest_team = std::max(pool.largest_team, teams[rank]);
  }
  PoolsOfNodes by_node;
  for (const auto& [key, pool] : pools) by_node[key.first].push_back(pool);
  return by_node;
}

// One kind of trouble: told where it was seen first, and on how many nodes more.
class Trouble {
 public:
  void seen(const std::string& text) {
    if (count_++ == 0) first_ = text;
  }
  void tell(std::vector<std::string>& all) const {
    if (count_ > 0)
      all.push_back(first_ + (count_ == 1 ? "" : ", and the same on " + counted(count_ - 1, "node") + " more"));
  }

 private:
  std::string first_;
  std::size_t count_ = 0;
};

std::uint32_t total_threads(const std::vector<Pool>& pools) {
  std::uint32_t threads = 0;
  for (const Pool& pool : pools) threads += pool.threads;
  return threads;
}

std::string crowded_text(const std::string& host, const Node& node, const std::vector<Pool>& pools) {
  return counted(node.ranks, "rank") + " on " + host + ": " + counted(total_threads(pools), "thread") +
         " take turns on the node's " + counted(node.processors.count(), "processor");
}

// Processors that can be kept busy.
std::uint32_t usable(const Node& node) {
  const std::uint32_t all = std::max(1U, node.processors.count());
  return node.allowed > 0 ? std::min(all, static_cast<std::uint32_t>(std::ceil(node.allowed))) : all;
}

std::string limit_text(const std::string& host, const Node& node, const std::vector<Pool>& pools) {
  std::ostringstream allowed;
  allowed << std::setprecision(3) << node.allowed;
  return counted(node.ranks, "rank") + " on " + host + ": " + counted(total_threads(pools), "thread") +
         " where the cgroup allows " + allowed.str() + " processors";
}

// "" if every team has the processors that its mask gives it to itself.
std::string mask_trouble(const std::string& host, const std::vector<Pool>& pools) {
  for (const Pool& pool : pools) {
    if (pool.largest_team > pool.processors.count()) {
      return pool.who() + " on " + host + ": " + counted(pool.largest_team, "thread") + " in a team that may use " +
             processors_text(pool.processors);
    }
  }
  return "";
}

std::string overlap_trouble(const std::string& host, const std::vector<Pool>& pools) {
  for (const Pool& pool : pools) {
    if (pool.ranks > 1 && pool.threads > pool.processors.count()) {
      return pool.who() + " on " + host + ": " + counted(pool.threads, "thread") + " take turns on " +
             processors_text(pool.processors);
    }
    for (const Pool& other : pools) {
      if (&other > &pool && other.processors.intersects(pool.processors)) {
        CpuSet both = pool.processors;
        both &= other.processors;
        return pool.who() + " and " + other.who() + " on " + host + ": their masks overlap, at " +
               processors_text(both);
      }
    }
  }
  return "";
}

std::string split_trouble(const std::string& host, const Node& node, const std::vector<Pool>& pools) {
  for (const Pool& pool : pools) {
    if (pool.largest_team < 2) continue;
    const std::string numa_nodes = numa_nodes_of(pool.processors, node);
    if (CpuSet(numa_nodes).count() > 1) {
      return pool.who() + " on " + host + ": " + counted(pool.largest_team, "thread") +
             " in a team that is split over NUMA nodes " + numa_nodes;
    }
  }
  return "";
}

}  // namespace

NodeName node_of(const Introduction& rank) { return {rank.host.str(), rank.node}; }

std::vector<std::uint32_t> numbers_of_nodes(std::span<const Introduction> ranks) {
  std::map<NodeName, std::uint32_t> numbers;
  std::vector<std::uint32_t> of_ranks;
  of_ranks.reserve(ranks.size());
  for (const Introduction& rank : ranks) {
    const auto next = static_cast<std::uint32_t>(numbers.size());
    of_ranks.push_back(numbers.emplace(node_of(rank), next).first->second);
  }
  return of_ranks;
}

Nodes nodes_of(std::span<const Introduction> ranks) {
  Nodes nodes;
  for (const Introduction& rank : ranks) {
    Node& node = nodes[node_of(rank)];
    node.ranks += 1;
    node.allowed = std::max(node.allowed, rank.allowed);
    if (node.numa.empty() && rank.cores > 0) {
      node.cores = rank.cores;
      std::istringstream lists(rank.numa);
      for (std::string list; std::getline(lists, list, ';');) {
        node.numa.emplace_back(list);
        node.processors |= node.numa.back();
      }
    }
  }
  // Where nobody has said what the node has, it has at least what its ranks may use.
  for (const Introduction& rank : ranks) {
    Node& node = nodes[node_of(rank)];
    if (node.numa.empty()) node.processors |= CpuSet(rank.cpus);
  }
  return nodes;
}

std::vector<std::uint32_t> team_sizes(std::uint32_t threads, std::span<const Introduction> ranks) {
  if (threads != threads_auto) return std::vector(ranks.size(), threads);
  const auto place = [](const Introduction& rank) { return std::pair(node_of(rank), rank.cpus); };
  std::map<std::pair<NodeName, std::string>, std::uint32_t> sharing;
  std::map<NodeName, std::uint32_t> on_node;
  for (const Introduction& rank : ranks) {
    ++sharing[place(rank)];
    ++on_node[node_of(rank)];
  }
  std::vector<std::uint32_t> sizes;
  sizes.reserve(ranks.size());
  for (const Introduction& rank : ranks) {
    std::uint32_t fair = rank.processors / sharing[place(rank)];
    if (rank.allowed > 0) fair = std::min(fair, static_cast<std::uint32_t>(rank.allowed / on_node[node_of(rank)]));
    sizes.push_back(std::max(1U, fair));
  }
  return sizes;
}

std::string numa_nodes_of(const CpuSet& processors, const Node& node) {
  CpuSet numa_nodes;
  for (unsigned k = 0; k < node.numa.size(); ++k) {
    if (node.numa[k].intersects(processors)) numa_nodes.add(k);
  }
  return numa_nodes.empty() ? "?" : numa_nodes.list();
}

std::vector<std::string> misplacements(std::span<const Introduction> ranks, std::span<const std::uint32_t> teams,
                                       const Nodes& nodes) {
  Trouble crowded, limited, small_mask, overlap, split;
  for (const auto& [name, pools] : pools_of(ranks, teams)) {
    const std::string& host = name.host;
    const Node& node = nodes.at(name);
    if (const std::string text = split_trouble(host, node, pools); !text.empty()) split.seen(text);
    if (total_threads(pools) > node.processors.count()) {
      crowded.seen(crowded_text(host, node, pools));  // so masks cannot but be too small, or overlap
      continue;
    }
    if (total_threads(pools) > usable(node)) limited.seen(limit_text(host, node, pools));
    if (const std::string text = mask_trouble(host, pools); !text.empty()) small_mask.seen(text);
    if (const std::string text = overlap_trouble(host, pools); !text.empty()) overlap.seen(text);
  }
  std::vector<std::string> all;
  for (const Trouble* trouble : {&crowded, &limited, &small_mask, &overlap, &split}) trouble->tell(all);
  return all;
}

FittingLayout fitting_layout(std::span<const std::uint32_t> teams, const Nodes& nodes) {
  std::uint32_t ranks = 1, processors = CpuSet::max_count, cores = processors, numa_size = processors, numa_count = 1;
  for (const auto& [name, node] : nodes) {
    ranks = std::max(ranks, node.ranks);
    processors = std::min(processors, usable(node));
    if (node.cores > 0) cores = std::min(cores, node.cores);
    for (const CpuSet& numa : node.numa) numa_size = std::min(numa_size, numa.count());
    numa_count = std::max(numa_count, static_cast<std::uint32_t>(node.numa.size()));
  }
  numa_size = std::min(numa_size, processors);
  const std::uint32_t wanted = std::max(1U, *std::max_element(teams.begin(), teams.end()));
  const std::uint64_t whole_teams = std::uint64_t{ranks} * wanted;

  FittingLayout fit{.nodes = static_cast<std::uint32_t>(nodes.size())};
  fit.ranks_per_node = std::min(ranks, processors);
  fit.threads = std::min({wanted, processors / fit.ranks_per_node, numa_size});
  if (wanted > numa_size) {  // more and smaller teams do what one cannot
    fit.ranks_per_node =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(whole_teams / fit.threads, processors / fit.threads));
  }
  const std::uint32_t whole_in_numa_node = numa_size / fit.threads;
  const bool straddles = numa_count > 1 && numa_size % fit.threads != 0 && fit.ranks_per_node * fit.threads > numa_size;
  if (straddles) {
    fit.ranks_per_numa_node = std::min(whole_in_numa_node, (fit.ranks_per_node + numa_count - 1) / numa_count);
    fit.ranks_per_node = fit.ranks_per_numa_node * numa_count;
  }
  fit.needs_hardware_threads = fit.ranks_per_node * fit.threads > cores;
  return fit;
}

}  // namespace squares
