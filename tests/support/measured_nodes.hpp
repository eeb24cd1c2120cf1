// Measurements of nodes that never were, with times that scatter.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <string>

#include "record/nodes.hpp"

namespace squares {

struct Cluster {
  std::uint32_t nodes = 4;
  std::uint32_t sick = 1000;      // the node of which the next two are
  double compute = 1, sends = 1;  // how many times as long it takes
  std::uint32_t slow_from = 1000, slow_to = 1000;
  double slow_way = 1;          // between these two, in this direction
  std::uint64_t amount = 1000;  // of a sample
  double noise = 0.05, noise_of_links = 0.05;
  std::uint32_t rounds = rounds_for_a_rule;
};

inline NodesResult measured(std::mt19937_64& dice, const Cluster& cluster) {
  std::normal_distribution<> normal;
  NodesResult result{.nodes = cluster.nodes, .ranks = cluster.nodes, .rounds = cluster.rounds};
  for (std::uint32_t node = 0; node < cluster.nodes; ++node)
    result.facts.push_back({node, std::string("host"), "node" + std::to_string(node)});
  for (std::uint32_t round = 0; round < cluster.rounds; ++round) {
    for (std::uint32_t node = 0; node < cluster.nodes; ++node) {
      const bool is_sick = node == cluster.sick;
      const double took = std::exp(cluster.noise * normal(dice)) * (is_sick ? cluster.compute : 1);
      result.samples.push_back({.round = round,
                                .node = node,
                                .amount = cluster.amount,
                                .seconds = static_cast<double>(cluster.amount) * took});
      for (std::uint32_t to = 0; to < cluster.nodes; ++to) {
        if (to == node) continue;
        const bool is_slow_way = node == cluster.slow_from && to == cluster.slow_to;
        const double sent = std::exp(cluster.noise_of_links * normal(dice)) * (is_sick ? cluster.sends : 1) *
                            (is_slow_way ? cluster.slow_way : 1);
        result.links.push_back({.round = round,
                                .from = node,
                                .to = to,
                                .transfer_bytes = 1U << 20,
                                .latency_s = std::exp(cluster.noise_of_links * normal(dice)),
                                .slowest_s = 2,
                                .transfer_s = sent});
      }
    }
  }
  return result;
}

}  // namespace squares
