#include "system/placement.hpp"

#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace squares {
namespace {

using Sizes = std::vector<std::uint32_t>;

Introduction rank_on(const std::string& host, const std::string& cpus, std::uint32_t processors) {
  return {.host = host, .pid = 1, .processors = processors, .cpus = cpus};
}

TEST(placement, a_given_number_of_threads_is_everybodys) {
  EXPECT_EQ(team_sizes(3, std::vector(4, rank_on("a", "0", 1))), Sizes(4, 3));
}

TEST(placement, auto_is_all_processors_of_a_rank_alone) {
  EXPECT_EQ(team_sizes(threads_auto, std::vector{rank_on("a", "0-7", 8)}), Sizes{8});
}

TEST(placement, auto_shares_processors_that_several_ranks_may_use) {
  EXPECT_EQ(team_sizes(threads_auto, std::vector(4, rank_on("a", "0-7", 8))), Sizes(4, 2));
}

TEST(placement, auto_leaves_bound_ranks_their_own_processors) {
  const std::vector ranks{rank_on("a", "0-3", 4), rank_on("a", "4-7", 4), rank_on("a", "8", 1)};
  EXPECT_EQ(team_sizes(threads_auto, ranks), (Sizes{4, 4, 1}));
}

TEST(placement, auto_does_not_mix_up_hosts) {
  const std::vector ranks{rank_on("a", "0-7", 8), rank_on("b", "0-7", 8), rank_on("b", "0-7", 8)};
  EXPECT_EQ(team_sizes(threads_auto, ranks), (Sizes{8, 4, 4}));
}

TEST(placement, two_nodes_with_one_host_name_are_two_nodes) {
  std::vector ranks{rank_on("a", "0-1", 2), rank_on("a", "0-1", 2), rank_on("a", "0-1", 2), rank_on("a", "0-1", 2)};
  EXPECT_EQ(nodes_of(ranks).size(), 1U);
  EXPECT_EQ(team_sizes(threads_auto, ranks), Sizes(4, 1));
  EXPECT_FALSE(misplacements(ranks, Sizes(4, 1), nodes_of(ranks)).empty());
  ranks[2].node = ranks[3].node = 2;
  EXPECT_EQ(nodes_of(ranks).size(), 2U);
  EXPECT_EQ(nodes_of(ranks).begin()->first.host, "a");
  EXPECT_EQ(misplacements(ranks, Sizes(4, 1), nodes_of(ranks)), std::vector<std::string>());
  ranks.pop_back();
  EXPECT_EQ(team_sizes(threads_auto, ranks), (Sizes{1, 1, 2}));
}

TEST(placement, auto_gives_at_least_one_thread_each) {
  EXPECT_EQ(team_sizes(threads_auto, std::vector(16, rank_on("a", "0-1", 2))), Sizes(16, 1));
}

TEST(placement, auto_gives_no_more_threads_than_a_cgroup_lets_compute) {
  std::vector<Introduction> ranks(4, rank_on("a", "0-15", 16));
  for (const auto& [allowed, each] :
       {std::pair(0.0, 4U), std::pair(64.0, 4U), std::pair(8.0, 2U), std::pair(0.5, 1U)}) {
    for (Introduction& rank : ranks) rank.allowed = allowed;
    EXPECT_EQ(team_sizes(threads_auto, ranks), Sizes(4, each)) << allowed;
  }
  std::vector bound{rank_on("a", "0-3", 4), rank_on("a", "4-7", 4)};
  for (Introduction& rank : bound) rank.allowed = 4;
  EXPECT_EQ(team_sizes(threads_auto, bound), Sizes(2, 2)) << "they share it, though not their masks";
}

TEST(placement, nobody_needs_no_threads) { EXPECT_TRUE(team_sizes(threads_auto, {}).empty()); }

// Ranks of node "a" with two NUMA nodes of four processors, each on the processors of `masks`.
std::vector<Introduction> ranks_with(const std::vector<std::string>& masks, const std::string& numa = "0-3;4-7",
                                     std::uint32_t cores = 8) {
  std::vector<Introduction> ranks;
  for (const std::string& mask : masks) ranks.push_back(rank_on("a", mask, CpuSet(mask).count()));
  ranks.front().numa = numa;
  ranks.front().cores = cores;
  return ranks;
}

std::vector<std::string> troubles(const std::vector<Introduction>& ranks, const Sizes& teams) {
  return misplacements(ranks, teams, nodes_of(ranks));
}

TEST(placement, a_processor_for_each_thread_is_no_trouble) {
  EXPECT_TRUE(troubles(ranks_with({"0-3", "4-7"}), {4, 4}).empty());
  EXPECT_TRUE(troubles(ranks_with({"0", "1", "2"}), {1, 1, 1}).empty());
}

TEST(placement, ranks_that_share_one_mask_are_no_trouble_while_there_is_a_processor_for_each_thread) {
  EXPECT_TRUE(troubles(ranks_with({"0-7", "0-7", "0-7"}), {1, 1, 1}).empty());
  EXPECT_TRUE(troubles(ranks_with({"0-3", "0-3"}), {2, 2}).empty());
}

TEST(placement, a_team_larger_than_its_mask_is_told) {
  EXPECT_EQ(troubles(ranks_with({"0", "1"}), {1, 2}),
            std::vector<std::string>{"rank 1 on a: 2 threads in a team that may use processor 1"});
}

TEST(placement, a_crowded_pool_is_told) {
  EXPECT_EQ(troubles(ranks_with({"0-1", "0-1", "0-1"}), {1, 1, 1}),
            std::vector<std::string>{"3 ranks (0, …) on a: 3 threads take turns on processors 0-1"});
}

TEST(placement, masks_that_overlap_are_told) {
  EXPECT_EQ(troubles(ranks_with({"0-1", "1-2"}), {1, 1}),
            std::vector<std::string>{"rank 0 and rank 1 on a: their masks overlap, at processor 1"});
}

TEST(placement, more_threads_than_a_cgroup_allows_are_told_and_fewer_advised) {
  std::vector<Introduction> ranks = ranks_with({"0-3", "4-7"});
  for (Introduction& rank : ranks) rank.allowed = 2.5;
  EXPECT_EQ(troubles(ranks, {2, 1}), std::vector<std::string>());
  EXPECT_EQ(troubles(ranks, {2, 2}),
            std::vector<std::string>{"2 ranks on a: 4 threads where the cgroup allows 2.5 processors"});
  const FittingLayout fit = fitting_layout(Sizes{2, 2}, nodes_of(ranks));
  EXPECT_LE(fit.ranks_per_node * fit.threads, 3U);
}

TEST(placement, a_crowded_node_is_told_once_and_instead_of_the_masks) {
  EXPECT_EQ(troubles(ranks_with({"0", "1", "2"}), {3, 3, 3}),
            std::vector<std::string>{"3 ranks on a: 9 threads take turns on the node's 8 processors"});
}

TEST(placement, a_team_split_over_numa_nodes_is_told_and_a_single_thread_never) {
  EXPECT_EQ(troubles(ranks_with({"2-5"}), {4}),
            std::vector<std::string>{"rank 0 on a: 4 threads in a team that is split over NUMA nodes 0-1"});
  EXPECT_TRUE(troubles(ranks_with({"2-5"}), {1}).empty());
}

TEST(placement, the_same_trouble_on_many_nodes_is_one_line) {
  std::vector<Introduction> ranks;
  for (const char* host : {"a", "b", "c"}) {
    ranks.push_back(rank_on(host, "0", 1));
    ranks.back().numa = std::string("0-3");
    ranks.back().cores = 4;
  }
  EXPECT_EQ(troubles(ranks, {2, 2, 2}),
            std::vector<std::string>{"rank 0 on a: 2 threads in a team that may use processor 0, "
                                     "and the same on 2 nodes more"});
}

TEST(placement, a_node_that_nobody_describes_has_what_its_ranks_may_use) {
  const std::vector ranks{rank_on("a", "0-1", 2), rank_on("a", "2-3", 2)};
  EXPECT_TRUE(troubles(ranks, {2, 2}).empty());
  EXPECT_EQ(troubles(ranks, {4, 4}),
            std::vector<std::string>{"2 ranks on a: 8 threads take turns on the node's 4 processors"});
}

TEST(placement, numa_nodes_are_those_whose_processors_are_in_the_mask) {
  const Nodes nodes = nodes_of(ranks_with({"0"}));
  EXPECT_EQ(numa_nodes_of(CpuSet("0-3"), nodes.at({"a"})), "0");
  EXPECT_EQ(numa_nodes_of(CpuSet("3-4"), nodes.at({"a"})), "0-1");
  EXPECT_EQ(numa_nodes_of(CpuSet("7"), nodes.at({"a"})), "1");
  EXPECT_EQ(numa_nodes_of(CpuSet("7"), Node{}), "?");
}

FittingLayout fit(std::size_t ranks, std::uint32_t threads, const std::string& numa, std::uint32_t cores) {
  const auto all = ranks_with(std::vector<std::string>(ranks, "0"), numa, cores);
  return fitting_layout(Sizes(ranks, threads), nodes_of(all));
}

TEST(placement, a_layout_that_fits_is_kept) {
  const FittingLayout same = fit(2, 4, "0-3;4-7", 8);
  EXPECT_EQ(std::tuple(same.nodes, same.ranks_per_node, same.threads), std::tuple(1U, 2U, 4U));
  EXPECT_EQ(same.ranks_per_numa_node, 0U);
  EXPECT_FALSE(same.needs_hardware_threads);
}

TEST(placement, too_many_threads_are_cut_before_ranks) {
  EXPECT_EQ(fit(4, 8, "0-3;4-7", 8).ranks_per_node, 4U);
  EXPECT_EQ(fit(4, 8, "0-3;4-7", 8).threads, 2U);
  EXPECT_EQ(fit(16, 2, "0-3;4-7", 8).ranks_per_node, 8U);
  EXPECT_EQ(fit(16, 2, "0-3;4-7", 8).threads, 1U);
}

TEST(placement, a_team_too_large_for_a_numa_node_becomes_several) {
  const FittingLayout split = fit(1, 8, "0-3;4-7", 8);
  EXPECT_EQ(std::tuple(split.ranks_per_node, split.threads), std::tuple(2U, 4U));
}

TEST(placement, teams_that_would_straddle_are_laid_out_numa_node_by_numa_node) {
  const FittingLayout three = fit(2, 3, "0-3;4-7", 8);
  EXPECT_EQ(std::tuple(three.ranks_per_node, three.threads, three.ranks_per_numa_node), std::tuple(2U, 3U, 1U));
}

TEST(placement, more_threads_than_cores_need_hardware_threads) {
  EXPECT_TRUE(fit(2, 4, "0-7", 4).needs_hardware_threads);
  EXPECT_FALSE(fit(2, 2, "0-7", 4).needs_hardware_threads);
}

// Whatever is asked for, the layout that is advised has no trouble.
TEST(placement, what_is_advised_fits) {
  for (const std::string numa : {"0", "0-1", "0-2", "0-3;4-7", "0-5;6-11", "0-6;7-13", "0;1;2;3"}) {
    const std::uint32_t processors = nodes_of(ranks_with({"0"}, numa)).at({"a"}).processors.count();
    for (std::uint32_t ranks = 1; ranks <= 20; ++ranks) {
      for (std::uint32_t threads = 1; threads <= 20; ++threads) {
        const FittingLayout layout = fit(ranks, threads, numa, processors);
        ASSERT_GE(layout.ranks_per_node, 1U);
        ASSERT_GE(layout.threads, 1U);
        ASSERT_LE(layout.ranks_per_node * layout.threads, processors) << numa << " " << ranks << "x" << threads;
        // As mpirun lays it out: rank after rank on the cores of the node, or of each of its NUMA nodes.
        const Node node = nodes_of(ranks_with({"0"}, numa)).at({"a"});
        const std::uint32_t numa_size = node.numa.front().count();
        std::vector<std::string> masks;
        for (std::uint32_t rank = 0; rank < layout.ranks_per_node; ++rank) {
          const std::uint32_t in_numa = layout.ranks_per_numa_node;
          const std::uint32_t first =
              in_numa == 0 ? rank * layout.threads : rank / in_numa * numa_size + rank % in_numa * layout.threads;
          masks.push_back(std::to_string(first) + "-" + std::to_string(first + layout.threads - 1));
        }
        ASSERT_TRUE(troubles(ranks_with(masks, numa, processors), Sizes(masks.size(), layout.threads)).empty())
            << numa << " " << ranks << "x" << threads;
      }
    }
  }
}

}  // namespace
}  // namespace squares
