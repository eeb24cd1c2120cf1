#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "core/damage.hpp"
#include "nodes/place.hpp"
#include "nodes/rounds.hpp"
#include "nodes/storage_sample.hpp"
#include "nodes/verdict.hpp"
#include "parallel/introductions.hpp"
#include "support/mpi.hpp"
#include "support/temporary_folder.hpp"
#include "system/introduction.hpp"

namespace squares {
namespace {

// Ranks of this machine as if each `ranks_per_node` of them were a node.
NodePlace pretended(std::uint32_t ranks_per_node) {
  std::vector<Introduction> ranks = all_gather_introductions(world(), introduce(false));
  for (std::size_t rank = 0; rank < ranks.size(); ++rank) ranks[rank].node = 1 + rank / ranks_per_node;
  return find_place(world(), ranks);
}

// A folder of the master's, which all know.
class nodes_rounds : public testing::Test {
 protected:
  [[nodiscard]] std::string output() const {
    std::string path = folder_.path() + "/nodes.h5";
    world().broadcast(path);
    return path;
  }
  void TearDown() override { world().barrier(); }

 private:
  TemporaryFolder folder_;
};

TEST_F(nodes_rounds, places_are_numbered_by_first_ranks_and_processors_are_shared_out) {
  const NodePlace alone = pretended(1), pairs = pretended(2);
  EXPECT_EQ(alone.nodes(), static_cast<std::uint32_t>(world().size()));
  EXPECT_EQ(alone.node, static_cast<std::uint32_t>(world().rank()));
  EXPECT_TRUE(alone.leads(world()));
  EXPECT_EQ(pairs.nodes(), static_cast<std::uint32_t>(world().size() + 1) / 2);
  EXPECT_EQ(pairs.leads(world()), world().rank() % 2 == 0);
  EXPECT_EQ(pairs.ranks.size(), pairs.leaders[pairs.node] + 1 < world().size() ? 2 : 1);
  EXPECT_GE(alone.threads, pairs.threads);
  EXPECT_GE(pairs.threads, 1U);
}

TEST_F(nodes_rounds, every_node_and_every_way_is_measured_in_every_round) {
  const NodePlace place = pretended(1);
  std::uint32_t begun = 0;
  const NodesResult result = measure_rounds(world(), place, {.output = output()},
                                            {.begin = [&](std::uint32_t) { ++begun; },
                                             .goes_on = [](const NodesResult& so_far) { return so_far.rounds < 2; }});
  EXPECT_EQ(begun, 2U);
  if (!world().is_master()) return;
  EXPECT_EQ(result.rounds, 2U);
  EXPECT_EQ(result.stopped, 1U);
  EXPECT_TRUE(result.wrong.empty());
  EXPECT_EQ(result.in_turn, world().size() > 1 ? 1U : 0U) << "the nodes are one machine";
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>> samples, links;
  for (const NodeSample& sample : result.samples) {
    samples.insert({sample.figure, sample.round, sample.node});
    EXPECT_GT(sample.seconds, 0);
    EXPECT_GT(sample.amount, 0U);
  }
  for (const LinkSample& link : result.links) {
    links.insert({link.round, link.from, link.to});
    EXPECT_GT(link.latency_s, 0);
    EXPECT_GE(link.slowest_s, link.latency_s);
    EXPECT_GT(link.transfer_s, 0);
    EXPECT_GT(link.pings, 0U);
  }
  EXPECT_EQ(samples.size(), 2U * node_figures * result.nodes);
  EXPECT_EQ(samples.size(), result.samples.size());
  EXPECT_EQ(links.size(), 2U * result.nodes * (result.nodes - 1));
  EXPECT_EQ(links.size(), result.links.size());
}

TEST_F(nodes_rounds, nothing_is_left_beside_the_output) {
  const std::string path = output();
  measure_rounds(world(), pretended(2), {.output = path}, {.goes_on = [](const NodesResult&) { return false; }});
  world().barrier();
  EXPECT_TRUE(std::filesystem::is_empty(std::filesystem::path(path).parent_path()));
}

TEST_F(nodes_rounds, nine_rounds_are_measured_whatever_the_budget) {
  const NodesResult result = measure_rounds(world(), pretended(1), {.output = output(), .in_turn = true}, {});
  if (!world().is_master()) return;
  EXPECT_GE(result.rounds, rounds_for_a_rule);
  EXPECT_EQ(result.stopped, 0U);
  EXPECT_EQ(result.in_turn, 1U);
  EXPECT_EQ(result.verdict.resolutions.empty(), world().size() == 1);
}

TEST_F(nodes_rounds, what_one_node_wrote_another_reads_and_a_wrong_byte_is_found) {
  const std::string path = output();
  if (!world().is_master()) return;
  const PassingFile made = StorageSamples::make_file(path, 2);
  StorageSamples writer(path, 1), reader(path, 0);
  std::optional<WrongValue> wrong;
  EXPECT_GT(writer.write(3).seconds, 0);
  EXPECT_GT(reader.read(3, 1, wrong).seconds, 0);
  EXPECT_FALSE(wrong);
  reader.read(4, 1, wrong);
  ASSERT_TRUE(wrong) << "these are of another round";
  EXPECT_EQ(wrong->kind.str(), to_text(DamageKind::shifted));
  wrong.reset();
  const std::uint64_t place = (std::uint64_t{8} << 20) + 1000;
  RawFile(path + ".nodes-0.part", O_WRONLY).write(place, std::as_bytes(std::span("x", 1)));
  reader.read(3, 1, wrong);
  ASSERT_TRUE(wrong);
  EXPECT_EQ(wrong->byte, place);
}

}  // namespace
}  // namespace squares
